import Metrics
import Reports
import Timing

/// Where a result goes, by the flag that says so; `-` is standard output.
struct ReportFiles: Equatable {
    var json: String?
    var html: String?
    var junit: String?
    var markdown: String?
    /// What the names of Locust's files begin with.
    var csv: String?
    /// What the names of the histogram logs begin with.
    var hdr: String?
    /// k6's JSON lines.
    var out: String?

    /// Those that are asked for.
    var paths: [(flag: String, path: String)] {
        let single = [("json", json), ("html", html), ("junit", junit), ("markdown", markdown), ("out", out)]
            .compactMap { flag, path in
                path.map { (flag, $0) }
            }
        return single + (csv.map(LocustFiles.paths) ?? []).map { ("csv", $0) }
            + (hdr.map(HistogramLogs.paths) ?? []).map { ("hdr", $0) }
    }

    /// What is written while a run goes on; opening it empties its files.
    func openJournals() -> [any RunJournal] {
        var journals: [any RunJournal] = []
        if let csv { journals.append(LocustFiles(prefix: csv)) }
        if let hdr { journals.append(HistogramLogs(prefix: hdr)) }
        if let out { journals.append(SampleLines(path: out)) }
        return journals
    }

    /// Whether one of them takes standard output for itself.
    var takeStandardOutput: Bool { paths.contains { $0.path == "-" } }

    /// The same of a run that has just ended, where there is anything to write.
    func write(_ summary: RunSummary) -> [WriteError] {
        html == nil && junit == nil && markdown == nil ? [] : write(ResultDocument(summary))
    }

    /// Writes all that is made of a document; one that cannot be written costs none of the others.
    func write(_ document: ResultDocument) -> [WriteError] {
        let renderings: [(path: String?, render: (ResultDocument) -> [UInt8])] = [
            (html, HTMLReport.render), (junit, JUnitReport.render), (markdown, MarkdownReport.render),
        ]
        return renderings.compactMap { path, render in
            guard let path else { return nil }
            do throws(WriteError) {
                try FileWriter.write(render(document), to: path)
                return nil
            } catch {
                return error
            }
        }
    }

    /// Writes what takes all samples of a result, and what a run writes while it goes on.
    ///
    /// - Throws: why the result is not one to make them of.
    func writeMeasured(_ document: ResultDocument) throws(TextError) -> [WriteError] {
        var failures: [WriteError] = []
        if let csv { failures += try LocustFiles.write(document, prefix: csv) }
        if let hdr { failures += try HistogramLogs.write(document, prefix: hdr) }
        return failures
    }
}
