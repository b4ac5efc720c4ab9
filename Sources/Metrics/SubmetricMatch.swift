/// A submetric that a step's values belong to, as far as the step alone can tell.
struct SubmetricMatch {
    /// What must hold of one request for it to belong.
    enum Condition {
        case status(Int)
        case proto(String)
        case expectedResponse(Bool)
        case error(String)
        case errorCode(Int)

        /// nil for a tag that is known before the request.
        init?(_ tag: MetricSelector.Tag) {
            switch tag.key {
            case "status": self = .status(Int(tag.value) ?? -1)
            case "proto": self = .proto(tag.value)
            case "expected_response": self = .expectedResponse(tag.value == "true")
            case "error": self = .error(tag.value)
            case "error_code": self = .errorCode(Int(tag.value) ?? -1)
            default: return nil
            }
        }

        func holds(_ request: RequestFacts) -> Bool {
            switch self {
            // k6 gives a request without a reply the status 0.
            case .status(let status): status == request.status ?? 0
            case .proto(let proto): proto == request.proto
            case .expectedResponse(let isExpected): isExpected != request.isFailed
            case .error(let cause): cause == request.cause ?? ""
            case .errorCode(let code): code == request.errorCode
            }
        }
    }

    /// The raw value of the metric, or the place of the plan's counter or rate.
    let metric: Int
    /// Where the part is counted.
    let place: Int
    let conditions: [Condition]

    /// Whether the values of this request belong to the part.
    func includes(_ request: RequestFacts) -> Bool { conditions.allSatisfy { $0.holds(request) } }
}

/// The submetrics of one kind that a step's values belong to.
struct SubmetricMatches {
    /// Parts that all of the step's values belong to, and parts that ask each request.
    private var certain: [(metric: Int, place: Int)] = []
    private var asking: [SubmetricMatch] = []
    /// A bit for each metric that has any. Further metrics than there are bits share one: it only says where to look.
    private var mask: UInt64 = 0

    mutating func append(_ match: SubmetricMatch) {
        mask |= 1 << UInt64(match.metric & 63)
        if match.conditions.isEmpty {
            certain.append((match.metric, match.place))
        } else {
            asking.append(match)
        }
    }

    /// Calls `body` with the place of every part that a value belongs to. With none it costs one branch. A value that is
    /// no request's belongs to no part that asks.
    @inline(__always)
    func forEach(of metric: Int, _ request: RequestFacts?, _ body: (_ place: Int) -> Void) {
        guard mask & 1 << UInt64(metric & 63) != 0 else { return }
        for match in certain where match.metric == metric { body(match.place) }
        guard !asking.isEmpty, let request else { return }
        for match in asking where match.metric == metric && match.includes(request) { body(match.place) }
    }
}
