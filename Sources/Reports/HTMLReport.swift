internal import CReportAssets
internal import Metrics

/// A result as one page that needs nothing else: style, charts and script are within it, and it asks no network.
///
/// The page draws the JSON that it carries, its timeline no finer than a screen; texts of services are text nodes there and are never read as markup.
package enum HTMLReport {
    package static func render(_ document: ResultDocument) -> [UInt8] {
        var page = Array("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n".utf8)
        // Scripts and styles are those within the page; nothing is loaded and nothing is sent.
        page += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ".utf8
        page += "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:\">\n".utf8
        page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n".utf8
        page +=
            "<title>\(XMLText.escaped(document.run.target)): \(XMLText.escaped(document.run.verdict))</title>\n".utf8
        page += element("style", [chartStyle, PackageResources.report_css])
        page += "</head>\n<body>\n<main id=\"report\"><noscript>This report draws itself with JavaScript.".utf8
        page += "</noscript></main>\n<script type=\"application/json\" id=\"result\">".utf8
        page += harmless(DrawnTimeline.replaced(in: document.tree).bytes)
        page += "</script>\n".utf8
        for script in scripts { page += element("script", [script]) }
        return page + "</body>\n</html>\n".utf8
    }

    private static let start = Array(
        """
        new Report(JSON.parse(document.getElementById("result").textContent)).render(document.getElementById("report"));

        """.utf8)

    private static var scripts: [[UInt8]] {
        [
            chartScript, PackageResources.elements_js, PackageResources.chart_js, PackageResources.report_js, start,
        ]
    }

    private static func element(_ name: String, _ contents: [[UInt8]]) -> [UInt8] {
        Array("<\(name)>\n".utf8) + contents.joined() + Array("</\(name)>\n".utf8)
    }

    /// JSON that cannot end the element it stands in (WHATWG HTML §4.12.1.3): `<` stands in texts only.
    private static func harmless(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        for byte in json {
            if byte == UInt8(ascii: "<") { result += "\\u003c".utf8 } else { result.append(byte) }
        }
        return result
    }

    // Both lie in the program from its start to its end.

    private static var chartScript: [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: streamload_chart_script(), count: streamload_chart_script_size()))
    }

    private static var chartStyle: [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: streamload_chart_style(), count: streamload_chart_style_size()))
    }
}
