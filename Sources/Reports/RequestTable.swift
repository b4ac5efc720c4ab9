internal import Metrics

/// The table of requests: a row for each step, under its scenario where there are several.
struct RequestTable {
    /// Longer names are cut: the JSON result has them whole.
    private static let widestLabel = 40
    private static let columns: [(name: String, width: Int)] = [
        ("requests", 10), ("failed", 9), ("p50", 10), ("p90", 10), ("p95", 10), ("p99", 10), ("max", 10), ("rate", 10),
        ("out", 10), ("in", 10),
    ]

    private let rows: [RequestRow]
    private let summary: RunSummary

    init(_ summary: RunSummary) {
        self.summary = summary
        rows = summary.requestRows
    }

    /// The header and the rows; nothing without requests.
    func lines(ink: Ink) -> [String] {
        guard !rows.isEmpty else { return [] }
        let scenarios = rows.reduce(into: [String]()) { if !$0.contains($1.scenario) { $0.append($1.scenario) } }
        let indentation = scenarios.count > 1 ? "  " : ""
        let longest = rows.map { indentation.count + VisibleText.of($0.name).count }.max() ?? 0
        let width = min(max(longest + 1, LabelledRow.labelWidth), Self.widestLabel)
        let header = Self.columns.map { $0.name.aligned(to: $0.width) }.joined()
        var lines = [String(repeating: " ", count: width) + header]
        for scenario in scenarios {
            if scenarios.count > 1 { lines.append(VisibleText.of(scenario)) }
            lines += rows.filter { $0.scenario == scenario }.map { row in
                label(indentation + VisibleText.of(row.name), width: width) + cells(of: row, ink: ink)
            }
        }
        return lines
    }

    private func label(_ name: String, width: Int) -> String {
        name.count < width ? name.padded(to: width) : name.prefix(width - 2) + "… "
    }

    private func cells(of row: RequestRow, ink: Ink) -> String {
        let times = [50.0, 90, 95, 99, 100].map { FigureText.time(milliseconds: row.duration.percentile($0)) }
        let bytes = [row.bytesSent, row.bytesReceived].map { FigureText.bytes(Double($0)) }
        let texts =
            [FigureText.count(row.requests), FigureText.count(row.failed)] + times
            + [FigureText.rate(summary.perSecond(row.requests))] + bytes
        return zip(Self.columns, texts).map { column, text in
            let cell = text.aligned(to: column.width)
            return column.name == "failed" && row.failed > 0 ? ink.bad(cell) : cell
        }.joined()
    }
}
