internal import Foundation
internal import Metrics
internal import Timing

/// What a result that was read again has measured, with all samples as when the run was summed up.
struct ResultFigures: MeasuredFigures {
    /// Counts up to which a number of a JSON text is exact, and sums of some are no overflow.
    private static let highestCount = Double(1 << 53)

    let document: ResultDocument
    let start: Date
    let families: Set<MetricFamily>
    let requestRows: [RequestRow]
    private let trends: [TrendMetric: Distribution]

    /// - Throws: what the result lacks, or what is wrong in it, by the path of the key.
    init(_ document: ResultDocument) throws(TextError) {
        self.document = document
        guard let start = try? Date(document.run.startedAt, strategy: .iso8601) else {
            throw TextError("'run.started_at' is not a time such as 2026-01-01T00:00:00Z")
        }
        self.start = start
        for (table, readings) in [
            ("metrics", document.metrics), ("submetrics", document.submetrics), ("counters", document.counters),
        ] {
            for (name, reading) in readings { try Self.judge(reading, "\(table).\(name)") }
        }
        families = document.families
        let samples = try Samples(document)
        var trends: [TrendMetric: Distribution] = [:]
        for metric in TrendMetric.allCases {
            guard let reading = document.metric(metric.name) else { continue }
            trends[metric] = try samples.distribution(of: metric.name, reading)
        }
        self.trends = trends
        var rows: [RequestRow] = []
        for row in document.requestRows { rows.append(try RequestRow(row, samples)) }
        requestRows = rows
    }

    subscript(metric: TrendMetric) -> Distribution { trends[metric] ?? Distribution() }
    subscript(metric: CounterMetric) -> Int { document.reading(metric.name)?.count ?? 0 }
    subscript(metric: RateMetric) -> Tally {
        let reading = document.metric(metric.name)
        return Tally(passes: Int(reading?["passes"] ?? 0), fails: Int(reading?["fails"] ?? 0))
    }

    private static func judge(_ reading: MetricReading, _ path: String) throws(TextError) {
        for stat in ["count", "passes", "fails"] {
            guard let count = reading[stat] else { continue }
            guard (0...highestCount).contains(count), count == count.rounded() else {
                throw TextError("'\(path).\(stat)' is not a count")
            }
        }
    }
}

extension ResultFigures {
    /// The distributions that a result has, by name.
    fileprivate struct Samples {
        private let nodes: [String: ResultNode]

        init(_ document: ResultDocument) throws(TextError) {
            let members = try ResultNode(path: "", value: document.tree).member("distributions").members()
            nodes = Dictionary(members.map { ($0.key, $0.node) }, uniquingKeysWith: { first, _ in first })
        }

        func distribution(of name: String, _ reading: MetricReading) throws(TextError) -> Distribution {
            guard reading.count > 0 else { return Distribution() }
            let path = "distributions.\(name)"
            guard let node = nodes[name], let text = try node.members().first(where: { $0.key == "hdr" }) else {
                throw TextError(
                    "'\(path).hdr' is missing: an older streamload wrote this result, without the samples that "
                        + "--csv and --hdr are made of")
            }
            guard case .text(let text) = text.node.value else { throw text.node.mistake("a text") }
            let recorded: [(nanoseconds: UInt64, count: UInt32)]
            do throws(TextError) {
                recorded = try HistogramDecoding.recorded(base64: text)
            } catch {
                throw TextError("'\(path).hdr' is not a histogram: \(error.message)")
            }
            guard recorded.reduce(0, { $0 + Int($1.count) }) == reading.count else {
                throw TextError("'\(path).hdr' has another number of samples than the metric")
            }
            let sum = try node.number("sum_ns")
            guard let least = reading["min"], let most = reading["max"], 0 <= least, least <= most, sum >= 0 else {
                throw TextError("'\(path).hdr' has samples, and the metric no times that they can have")
            }
            return Distribution(
                recorded: recorded, totalNanoseconds: sum, shortest: .milliseconds(least), longest: .milliseconds(most))
        }
    }
}

extension RequestRow {
    fileprivate init(_ row: RequestReading, _ samples: ResultFigures.Samples) throws(TextError) {
        let selector = RequestRow.durationSelector(scenario: row.scenario, name: row.name)
        self.init(
            scenario: row.scenario, name: row.name, requests: row.requests.count, failed: row.failed,
            duration: try samples.distribution(of: selector.description, row.duration), bytesSent: row.bytesSent,
            bytesReceived: row.bytesReceived)
    }
}
