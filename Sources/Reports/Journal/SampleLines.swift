internal import Foundation
package import Metrics
internal import Timing

/// k6's JSON lines, for the jq scripts that people have: a `Metric` line before the first of a metric's `Point` lines.
///
/// k6 has a point for every sample. Here the samples of a second are told together: a counter's is how often it counted,
/// a level's where it stood, and every time and every occasion has a point with its value to three digits, at the end of
/// the interval in which it was taken.
package final class SampleLines: RunJournal {
    /// Bytes that are gathered before they are written.
    private static let room = 1 << 16

    private let file: GrowingFile
    private var buffer: [UInt8] = []
    private var known: Set<String> = []

    package init(path: String) { file = GrowingFile(path) }

    package func note(_ metrics: RunMetrics, at moment: RunMoment) {
        let time = Date(timeIntervalSince1970: moment.unixSeconds).ISO8601Format(
            .init(includingFractionalSeconds: true))
        let last = metrics.last
        func isMeasured(_ metric: some Metric) -> Bool {
            metric.family == .general || moment.families.contains(metric.family)
        }
        for metric in CounterMetric.reported where isMeasured(metric) && last[metric] != 0 {
            append([(Double(last[metric]), 1)], metric.row, time)
        }
        for metric in RateMetric.allCases where isMeasured(metric) {
            append([(1, last[metric].passes), (0, last[metric].fails)], metric.row, time)
        }
        for metric in GaugeMetric.allCases where isMeasured(metric) {
            append([(metrics.levels(metric).value, 1)], metric.row, time)
        }
        for metric in TrendMetric.allCases where isMeasured(metric) && last[metric].count > 0 {
            append(last[metric].recorded.map { (Double($0.nanoseconds) / 1e6, $0.count) }, metric.row, time)
        }
    }

    package func finish(_ summary: RunSummary) -> [WriteError] { [file.close()].compactMap(\.self) }

    /// Appends points, values and how many of each there are, at a time as RFC 3339 has it.
    private func append(_ points: [(value: Double, count: Int)], _ metric: MetricDescription, _ time: String) {
        guard points.contains(where: { $0.count > 0 }) else { return }
        buffer.append(
            contentsOf: (known.insert(metric.name).inserted ? Self.introduction(of: metric) : "").utf8)
        let beginning = #"{"metric":"\#(metric.name)","type":"Point","data":{"time":"\#(time)","value":"#
        for (value, count) in points where count > 0 {
            let line = Array((beginning + JSONTree.short(value) + ",\"tags\":{}}}\n").utf8)
            for _ in 0..<count {
                buffer.append(contentsOf: line)
                // A second of many thousand samples need not be in memory at once.
                if buffer.count > Self.room { flush() }
            }
        }
        flush()
    }

    private func flush() {
        file.append(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    /// k6 tells what a value is as `time`, `data` or `default`.
    private static func introduction(of metric: MetricDescription) -> String {
        let contains = ["ms": "time", "bytes": "data"][metric.unit] ?? "default"
        return #"{"type":"Metric","data":{"name":"\#(metric.name)","type":"\#(metric.kind.rawValue)","contains":"#
            + #""\#(contains)","thresholds":[],"submetrics":null},"metric":"\#(metric.name)"}"# + "\n"
    }
}
