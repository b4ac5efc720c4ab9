internal import Foundation
package import Metrics
package import Timing

/// Logs of HdrHistogram, format 1.3: a file for each trend that has samples, a line in it for each interval that has
/// some. Values are nanoseconds, and what stands before the histogram is in seconds and milliseconds, as its tools
/// expect.
package final class HistogramLogs: RunJournal {
    private let prefix: String
    private var files: [TrendMetric: GrowingFile] = [:]

    package init(prefix: String) { self.prefix = prefix }

    /// The files that a prefix may become.
    package static func paths(prefix: String) -> [String] { TrendMetric.allCases.map { path($0, prefix) } }

    private static func path(_ metric: TrendMetric, _ prefix: String) -> String { "\(prefix)_\(metric.name).hlog" }

    package func note(_ metrics: RunMetrics, at moment: RunMoment) {
        for metric in TrendMetric.allCases {
            let times = metrics.last[metric]
            guard times.count > 0 else { continue }
            let length = metrics.lastLength.seconds
            file(of: metric, at: moment).append(
                Self.line(times, from: max(moment.elapsed.seconds - length, 0), length: length))
        }
    }

    package func finish(_ summary: RunSummary) -> [WriteError] {
        TrendMetric.allCases.compactMap { files[$0]?.close() }
    }

    private func file(of metric: TrendMetric, at moment: RunMoment) -> GrowingFile {
        if let file = files[metric] { return file }
        let file = GrowingFile(Self.path(metric, prefix))
        let start = Date(timeIntervalSince1970: moment.unixSeconds - moment.elapsed.seconds)
        file.append(Self.head(metric.name, start: start))
        files[metric] = file
        return file
    }

    private static func head(_ content: String, start: Date) -> String {
        """
        #[\(content) in nanoseconds, by streamload]
        #[Histogram log format version 1.3]
        #[StartTime: \(fixed(start.timeIntervalSince1970)) (seconds since epoch), \(start.ISO8601Format())]
        "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

        """
    }

    /// Writes logs of a line for the whole run each, from its result.
    ///
    /// - Throws: what the result lacks, or what is wrong in it, by the path of the key; nothing was written then.
    package static func write(_ document: ResultDocument, prefix: String) throws(TextError) -> [WriteError] {
        let figures = try ResultFigures(document)
        return TrendMetric.allCases.filter { figures[$0].count > 0 }.compactMap { metric in
            let text =
                head(metric.name, start: figures.start) + line(figures[metric], from: 0, length: document.run.duration)
            do throws(WriteError) {
                try FileWriter.write(Array(text.utf8), to: path(metric, prefix))
                return nil
            } catch {
                return error
            }
        }
    }

    /// An interval, which begins so many seconds after the start of the run.
    private static func line(_ times: Distribution, from start: Double, length: Double) -> String {
        let cells = [start, length, times.maximum ?? 0].map(fixed)
        return "\(cells.joined(separator: ",")),\(HistogramEncoding.base64(times))\n"
    }

    /// All trends of a run in one log, a line for each, which bears the metric's name as its tag.
    package static func log(of summary: RunSummary) -> [UInt8] {
        let start = (try? Date(summary.run.startedAt, strategy: .iso8601)) ?? Date(timeIntervalSince1970: 0)
        var text = head("trends", start: start)
        for metric in TrendMetric.allCases where summary.has(metric) {
            let times = summary.trend(metric)
            guard times.count > 0 else { continue }
            text += "Tag=\(metric.name),\(line(times, from: 0, length: summary.run.duration.seconds))"
        }
        return Array(text.utf8)
    }

    private static func fixed(_ value: Double) -> String {
        FigureText.fixed(value, digits: 3).filter { $0 != "," }
    }
}
