internal import Foundation
package import Metrics
internal import Timing

/// k6's JSON lines, for the jq scripts that people have: a `Metric` line before the first of a metric's `Point` lines.
///
/// k6 has a point for every sample. Here the samples of a second are told together: a counter's is how often it counted,
/// a level's where it stood, and every time and every occasion has a point with its value to three digits, at the end of
/// the interval in which it was taken. Points have the tags of what is measured apart, requests by step and checks by
/// name; what is no such part has none, so that the points of a metric add up to it.
package final class SampleLines: RunJournal {
    /// Bytes that are gathered before they are written.
    private static let room = 1 << 16

    private let file: GrowingFile
    private var buffer: [UInt8] = []
    private var known: Set<String> = []
    /// Counts of steps that their metric does not have yet: sockets count bytes as they pass, a step when its request has
    /// ended, and what it is ahead of them by is taken off later counts.
    private var ahead: [CounterMetric: Int] = [:]

    package init(path: String) { file = GrowingFile(path) }

    package func note(_ metrics: RunMetrics, at moment: RunMoment) {
        let time = Date(timeIntervalSince1970: moment.unixSeconds).ISO8601Format(
            .init(includingFractionalSeconds: true))
        let last = metrics.last
        let steps = last.requestRows.filter { $0.requests > 0 }
        func isMeasured(_ metric: some Metric) -> Bool {
            metric.family == .general || moment.families.contains(metric.family)
        }
        for metric in CounterMetric.reported where isMeasured(metric) {
            append(metric, last[metric], steps, time)
        }
        for metric in RateMetric.allCases where isMeasured(metric) {
            let parts = SamplePoints.parts(of: metric, steps, last.checks)
            append(SamplePoints(last[metric]).split(into: parts), metric.row, time)
        }
        for metric in GaugeMetric.allCases where isMeasured(metric) {
            append([SamplePoints(metrics.levels(metric).value)], metric.row, time)
        }
        for metric in TrendMetric.allCases where isMeasured(metric) && last[metric].count > 0 {
            let parts = metric == .httpReqDuration ? steps.map { SamplePoints($0.duration, $0.sampleTags) } : []
            append(SamplePoints(last[metric]).split(into: parts), metric.row, time)
        }
        appendOwn(last, time)
    }

    package func finish(_ summary: RunSummary) -> [WriteError] { [file.close()].compactMap(\.self) }

    /// Appends a counter's points: those of steps, and what is left.
    private func append(_ metric: CounterMetric, _ count: Int, _ steps: [RequestRow], _ time: String) {
        let parts = steps.compactMap { step in step.count(metric).map { SamplePoints(counted: $0, step.sampleTags) } }
        let rest = count - steps.reduce(0) { $0 + ($1.count(metric) ?? 0) } - ahead[metric, default: 0]
        ahead[metric] = max(-rest, 0)
        append(parts + [SamplePoints(counted: rest)], metric.row, time)
    }

    /// Counters and rates of the profile's own.
    private func appendOwn(_ last: Interval, _ time: String) {
        for (name, count) in last.ownCounters {
            append([SamplePoints(counted: count)], .own(name, .counter), time)
        }
        for (name, tally) in last.ownRates { append([SamplePoints(tally)], .own(name, .rate), time) }
    }

    /// Appends points at a time as RFC 3339 has it.
    private func append(_ points: [SamplePoints], _ metric: MetricDescription, _ time: String) {
        let points = points.filter { !$0.isEmpty }
        guard !points.isEmpty else { return }
        buffer.append(
            contentsOf: (known.insert(metric.name).inserted ? Self.introduction(of: metric) : "").utf8)
        let name = JSONTree.quoted(metric.name)
        for part in points {
            for (value, count) in part.values where count > 0 {
                let line = Array(
                    (#"{"metric":\#(name),"type":"Point","data":{"time":"\#(time)","value":"#
                        + "\(JSONTree.short(value)),\"tags\":\(part.tags)}}\n").utf8)
                for _ in 0..<count {
                    buffer.append(contentsOf: line)
                    // A second of many thousand samples need not be in memory at once.
                    if buffer.count > Self.room { flush() }
                }
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
        let name = JSONTree.quoted(metric.name)
        return #"{"type":"Metric","data":{"name":\#(name),"type":"\#(metric.kind.rawValue)","contains":"#
            + #""\#(contains)","thresholds":[],"submetrics":null},"metric":\#(name)}"# + "\n"
    }
}
