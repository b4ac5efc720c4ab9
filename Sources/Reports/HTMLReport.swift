/// A result as one page that needs nothing else: style, charts and script are within it, and it asks no network.
///
/// The page draws the JSON that it carries, its timeline no finer than a screen; texts of services are text nodes there
/// and are never read as markup.
package enum HTMLReport {
    package static func render(_ document: ResultDocument) -> [UInt8] {
        ReportPage(
            title: "\(document.run.target): \(document.run.verdict)",
            json: DrawnTimeline.replaced(in: DrawnDistributions.replaced(in: document.tree)).bytes, scripts: [start]
        ).bytes
    }

    private static let start = Array(
        """
        new Report(JSON.parse(document.getElementById("result").textContent)).render(document.getElementById("report"));

        """.utf8)
}
