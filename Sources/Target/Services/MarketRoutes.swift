internal import HTTP

// What a gateway of an energy market answers; `MarketData` has the figures.
extension Route {
    /// GET: all instruments, or those of `?commodity=`.
    static let instruments = Route(
        "/api/v1/instruments",
        Operation("GET") { request, _ in
            if let commodity = request.query["commodity"] { return MarketAnswers.instruments(of: commodity) }
            return MarketAnswers.instruments
        })

    /// GET: one instrument.
    static let instrument = Route(
        "/api/v1/instruments/{id}",
        Operation("GET") { request, _ in
            guard let instrument = MarketData.shared.instrument(request.parameter) else { return .failure(404) }
            return HTTPAnswer(status: 200, body: instrument.json.bytes)
        })

    /// GET: the forward curves of all commodities, twelve months of each.
    static let curves = Route("/api/v1/curves", Operation("GET") { _, _ in MarketAnswers.curves })

    /// GET: the curve of one commodity by its code, such as `PWR`; `?months=` of it, 24 unless said, 120 at most.
    static let curve = Route(
        "/api/v1/curves/{id}",
        Operation("GET") { request, _ in
            guard let commodity = MarketData.commodities.first(where: { $0.code == request.parameter }) else {
                return .failure(404)
            }
            let months = request.query["months"].flatMap { Int($0) } ?? 24
            return HTTPAnswer(
                status: 200, body: MarketData.curve(of: commodity, months: min(max(months, 1), 120)).bytes)
        })

    /// GET: what is traded.
    static let products = Route("/api/v1/products", Operation("GET") { _, _ in MarketAnswers.products })

    /// GET: what `?quantity=` (1) of `?instrument=` costs; POST: the same by the body's members.
    static let pricing = Route(
        "/api/v1/pricing",
        Operation("GET") { request, _ in
            MarketAnswers.price(
                of: request.query["instrument"], quantity: request.query["quantity"].map { Double($0) ?? -1 })
        },
        Operation("POST") { request, _ in
            guard let fields = RequestFields(request) else { return .missing("instrument and quantity") }
            return MarketAnswers.price(of: fields.text("instrument"), quantity: fields.number("quantity"))
        })

    /// GET: the last `?days=` of `?instrument=`, 30 unless said, 5,000 at most.
    static let historical = Route(
        "/api/v1/historical",
        Operation("GET") { request, _ in
            guard let instrument = MarketAnswers.instrument(request.query["instrument"]) else { return .failure(404) }
            let days = request.query["days"].flatMap { Int($0) } ?? 30
            return MarketAnswers.history(of: instrument, days: min(max(days, 1), 5_000))
        })

    static let marketData = [instruments, instrument, curves, curve, products, pricing, historical]
}

/// The answers of the market's routes; those that are always the same are composed once.
private enum MarketAnswers {
    static let instruments = list("instruments", MarketData.shared.instruments.map(\.json))
    static let curves = list("curves", MarketData.commodities.map { MarketData.curve(of: $0, months: 12) })
    static let products = list(
        "products",
        MarketData.commodities.flatMap { commodity in
            ["month", "quarter", "year"].map { period in
                var object = JSONObject()
                object.add("id", "\(commodity.code)-\(period)")
                object.add("commodity", commodity.name)
                object.add("period", period)
                object.add("unit", commodity.name == "emissions" || commodity.name == "coal" ? "t" : "MWh")
                return object
            }
        })

    private static func list(_ name: String, _ objects: [JSONObject]) -> HTTPAnswer {
        .object(200) { body in
            body.add(name, objects: objects)
            body.add("count", objects.count)
        }
    }

    static func instruments(of commodity: String) -> HTTPAnswer {
        list("instruments", MarketData.shared.instruments.filter { $0.commodity == commodity }.map(\.json))
    }

    /// The one of an id, the first of all where none is named.
    static func instrument(_ id: String?) -> MarketData.Instrument? {
        guard let id else { return MarketData.shared.instruments.first }
        return MarketData.shared.instrument(id)
    }

    static func price(of id: String?, quantity: Double?) -> HTTPAnswer {
        guard let instrument = instrument(id) else { return .failure(404) }
        let quantity = quantity ?? 1
        guard 0...1e9 ~= quantity else { return .failure(422, reason: "expected a quantity from 0 to 1e9") }
        return .object(200) { body in
            body.add("instrument", instrument.id)
            body.add("price", hundredths: instrument.level)
            body.add("quantity", quantity)
            body.add("total", hundredths: Int((Double(instrument.level) * quantity).rounded()))
            body.add("currency", instrument.currency)
        }
    }

    static func history(of instrument: MarketData.Instrument, days: Int) -> HTTPAnswer {
        .object(200) { body in
            body.add("instrument", instrument.id)
            body.add(
                "points",
                objects: (0..<days).map { day in
                    var point = JSONObject()
                    point.add("day", day)
                    point.add("price", hundredths: MarketData.price(of: instrument, day: day))
                    return point
                })
            body.add("count", days)
        }
    }
}
