import Metrics
import Reports

/// Where a result goes, by the flag that says so; `-` is standard output.
struct ReportFiles: Equatable {
    var json: String?
    var html: String?
    var junit: String?
    var markdown: String?

    /// Those that are asked for.
    var paths: [(flag: String, path: String)] {
        [("json", json), ("html", html), ("junit", junit), ("markdown", markdown)].compactMap { flag, path in
            path.map { (flag, $0) }
        }
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
}
