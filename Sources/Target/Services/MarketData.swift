internal import Timing

/// The market that the gateway tells about: instruments and products of energy, their curves and prices. All of it follows
/// from names and numbers, so that every run sees the same market and nothing needs to be kept.
struct MarketData: Sendable {
    struct Instrument: Sendable {
        let id: String
        let commodity: String
        let currency = "EUR"
        /// The first of its months, counted from January 2026.
        let month: Int
        /// In cents, about which its prices move.
        let level: Int

        var json: JSONObject {
            var object = JSONObject()
            object.add("id", id)
            object.add("commodity", commodity)
            object.add("currency", currency)
            object.add("delivery", Self.month(month))
            object.add("price", hundredths: level)
            return object
        }

        static func month(_ number: Int) -> String {
            "\(2_026 + number / 12)-\(number % 12 < 9 ? "0" : "")\(number % 12 + 1)"
        }
    }

    static let shared = MarketData()

    static let commodities: [(name: String, code: String, level: Int)] = [
        ("power", "PWR", 8_450), ("gas", "GAS", 3_220), ("coal", "COA", 11_010), ("emissions", "EUA", 7_135),
    ]

    let instruments: [Instrument]
    private let byID: [String: Instrument]

    private init() {
        instruments = Self.commodities.flatMap { commodity in
            (0..<12).map { month in
                Instrument(
                    id: "\(commodity.code)-\(Instrument.month(month))", commodity: commodity.name, month: month,
                    level: commodity.level + Self.wave(month, of: commodity.code) % 500)
            }
        }
        byID = Dictionary(uniqueKeysWithValues: instruments.map { ($0.id, $0) })
    }

    func instrument(_ id: String) -> Instrument? { byID[id] }

    /// The forward curve of a commodity: a price a month.
    static func curve(of commodity: (name: String, code: String, level: Int), months: Int) -> JSONObject {
        var object = JSONObject()
        object.add("id", commodity.code)
        object.add("commodity", commodity.name)
        object.add(
            "points",
            objects: (0..<months).map { month in
                var point = JSONObject()
                point.add("delivery", Instrument.month(month))
                point.add("price", hundredths: commodity.level + wave(month, of: commodity.code) % 500)
                return point
            })
        return object
    }

    /// The price in cents of an instrument on a day, counted from the first.
    static func price(of instrument: Instrument, day: Int) -> Int {
        max(1, instrument.level + wave(day, of: instrument.id) % 400 - 200)
    }

    /// A number that is not negative and looks drawn, the same for the same name and place.
    private static func wave(_ place: Int, of name: String) -> Int {
        // FNV-1a: `Hasher` is seeded anew by every process.
        let seed = name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var random = FastRandom(seed: seed, stream: place)
        return Int(random.below(1_000_000))
    }
}
