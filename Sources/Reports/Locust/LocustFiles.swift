package import Metrics
package import Timing

/// Locust's four CSV files with Locust's columns, for the scripts and dashboards that people have for them. The history
/// grows by the second; the others are written when the run is over.
package final class LocustFiles: RunJournal {
    /// What is put behind the prefix.
    private enum Suffix: String, CaseIterable {
        case stats = "_stats.csv"
        case history = "_stats_history.csv"
        case failures = "_failures.csv"
        case exceptions = "_exceptions.csv"
    }

    private let prefix: String
    private let history: GrowingFile
    private var stamps = LocustStamps()

    package init(prefix: String) {
        self.prefix = prefix
        history = GrowingFile(prefix + Suffix.history.rawValue)
        history.append(LocustTables.historyHead)
    }

    /// The files of a prefix.
    package static func paths(prefix: String) -> [String] { Suffix.allCases.map { prefix + $0.rawValue } }

    package func note(_ metrics: RunMetrics, at moment: RunMoment) {
        history.append(LocustTables.history(metrics, at: moment, stamped: stamps.next(moment.unixSeconds)))
    }

    package func finish(_ summary: RunSummary) -> [WriteError] {
        [history.close()].compactMap(\.self) + Self.write(Self.tables(LocustTotals(summary)), prefix)
    }

    /// Writes what a run would have written, from its result; its history as far as the result keeps one.
    ///
    /// - Throws: what the result lacks, or what is wrong in it, by the path of the key; nothing was written then.
    package static func write(_ document: ResultDocument, prefix: String) throws(TextError) -> [WriteError] {
        let figures = try ResultFigures(document)
        let timeline = try ResultTimeline(document)
        let totals = try LocustTotals(figures)
        return write([(.history, LocustHistory(figures, timeline).text)] + tables(totals), prefix)
    }

    private static func tables(_ totals: LocustTotals) -> [(Suffix, String)] {
        [
            (.stats, LocustTables.stats(totals)), (.failures, totals.failures.text),
            (.exceptions, LocustTables.exceptions),
        ]
    }

    private static func write(_ texts: [(Suffix, String)], _ prefix: String) -> [WriteError] {
        texts.compactMap { suffix, text in
            do throws(WriteError) {
                try FileWriter.write(Array(text.utf8), to: prefix + suffix.rawValue)
                return nil
            } catch {
                return error
            }
        }
    }
}
