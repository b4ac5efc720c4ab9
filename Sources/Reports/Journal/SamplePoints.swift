internal import Metrics

/// Samples of a metric in one interval that have the same tags.
struct SamplePoints {
    /// Values, and how many samples have each.
    let values: [(value: Double, count: Int)]
    /// A JSON object.
    let tags: String

    private init(_ values: [(value: Double, count: Int)], _ tags: [(key: String, value: String)]) {
        self.values = values
        let fields = tags.map { (key: $0.key, value: JSONTree.text($0.value)) }
        self.tags = String(decoding: JSONTree.object(fields).compactBytes, as: UTF8.self)
    }

    init(_ level: Double) { self.init([(level, 1)], []) }

    init(counted count: Int, _ tags: [(key: String, value: String)] = []) {
        self.init(count > 0 ? [(Double(count), 1)] : [], tags)
    }

    init(_ tally: Tally, _ tags: [(key: String, value: String)] = []) {
        self.init([(1, tally.passes), (0, tally.fails)], tags)
    }

    /// In milliseconds.
    init(_ times: Distribution, _ tags: [(key: String, value: String)] = []) {
        self.init(times.recorded.map { (Double($0.nanoseconds) / 1e6, $0.count) }, tags)
    }

    var isEmpty: Bool { !values.contains { $0.count > 0 } }

    /// The parts, and what is in none of them; no sample is in two.
    func split(into parts: [SamplePoints]) -> [SamplePoints] {
        guard !parts.isEmpty else { return [self] }
        var told: [Double: Int] = [:]
        for (value, count) in parts.flatMap(\.values) { told[value, default: 0] += count }
        return parts + [SamplePoints(values.map { ($0.value, $0.count - told[$0.value, default: 0]) }, [])]
    }

    /// The parts of a rate that are measured apart.
    static func parts(
        of metric: RateMetric, _ steps: [RequestRow], _ checks: [(check: CheckName, tally: Tally)]
    ) -> [SamplePoints] {
        switch metric {
        case .httpReqFailed:
            steps.map { SamplePoints(Tally(passes: $0.failed, fails: $0.requests - $0.failed), $0.sampleTags) }
        case .checks:
            checks.map { check, tally in
                SamplePoints(tally, [(key: "scenario", value: check.scenario), (key: "check", value: check.name)])
            }
        case .wsConnectFailed, .sseConnectFailed: []
        }
    }
}

extension RequestRow {
    /// The step's tags as k6 names them; its method where its name begins with one.
    var sampleTags: [(key: String, value: String)] {
        let tags = [(key: "scenario", value: scenario), (key: "name", value: name)]
        return tags + (LocustLabel.method(of: name).map { [(key: "method", value: $0)] } ?? [])
    }

    /// What the step has of a counter; nil where it is not counted by step.
    func count(_ metric: CounterMetric) -> Int? {
        switch metric {
        case .httpReqs: requests
        case .dataSent: bytesSent
        case .dataReceived: bytesReceived
        default: nil
        }
    }
}
