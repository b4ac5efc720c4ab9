internal import Metrics

/// One row of Locust's tables: what it calls a request of a type and a name.
struct LocustRow {
    let type: String
    let name: String
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
            type: "", name: "Aggregated", requests: rows.reduce(0) { $0.addingSaturated($1.requests) },
            failures: rows.reduce(0) { $0.addingSaturated($1.failures) }, times: times,
            bytes: isCounted ? rows.reduce(0) { $0.addingSaturated($1.bytes ?? 0) } : nil)
    }

    var label: [String] { [type, CSVText.harmless(name)] }

    var counts: [String] { ["\(requests)", "\(failures)"] }

    /// Median, average, least and most, in milliseconds; 0 without samples, as Locust has it.
    var timeCells: [String] {
        [times.percentile(50), times.average, times.minimum, times.maximum].map { Self.number($0 ?? 0) }
    }

    var percentileCells: [String] {
        times.percentiles(Self.percentiles.map(\.percent)).map { $0.map(Self.number) ?? "N/A" }
    }

    /// Of a request's answer, in bytes.
    var sizeCell: String {
        guard let bytes else { return "N/A" }
        return Self.number(requests > 0 ? Double(bytes) / Double(requests) : 0)
    }

    static func number(_ value: Double) -> String { JSONTree.short(value) }
}
