internal import Metrics

/// One row of Locust's tables: what it calls a request of a type and a name.
struct LocustRow {
    let label: LocustLabel
    let requests: Int
    let failures: Int
    let times: Distribution
    /// Bytes received for all requests; nil where they are not counted by request.
    var bytes: Int?

    /// As Locust names and orders them (`PERCENTILES_TO_REPORT` of its `stats.py`).
    static let percentiles: [(name: String, percent: Double)] = [
        ("50%", 50), ("66%", 66), ("75%", 75), ("80%", 80), ("90%", 90), ("95%", 95), ("98%", 98), ("99%", 99),
        ("99.9%", 99.9), ("99.99%", 99.99), ("100%", 100),
    ]

    /// All rows taken together, under Locust's name for that.
    static func aggregate(_ rows: [LocustRow]) -> LocustRow {
        var times = Distribution()
        for row in rows { times.merge(row.times) }
        let isCounted = !rows.isEmpty && rows.allSatisfy { $0.bytes != nil }
        return LocustRow(
            label: LocustLabel("", "Aggregated"), requests: rows.reduce(0) { $0.addingSaturated($1.requests) },
            failures: rows.reduce(0) { $0.addingSaturated($1.failures) }, times: times,
            bytes: isCounted ? rows.reduce(0) { $0.addingSaturated($1.bytes ?? 0) } : nil)
    }

    var counts: [String] { ["\(requests)", "\(failures)"] }

    /// Median, average, least and most, in milliseconds. Where Locust writes 0 for what it has no time of, such as a message
    /// that expects no reply, its word for a percentile that is not there stands: no answer came in 0 ms.
    var timeCells: [String] {
        [times.percentile(50), times.average, times.minimum, times.maximum].map(Self.cell)
    }

    var percentileCells: [String] {
        times.percentiles(Self.percentiles.map(\.percent)).map(Self.cell)
    }

    /// Of a request's answer, in bytes.
    var sizeCell: String {
        guard let bytes else { return Self.unknown }
        return Self.number(requests > 0 ? Double(bytes) / Double(requests) : 0)
    }

    static func number(_ value: Double) -> String { JSONTree.short(value) }

    /// What may not be known.
    static func cell(_ value: Double?) -> String { value.map(number) ?? unknown }

    /// Locust's word for what is not known.
    static let unknown = "N/A"
}
