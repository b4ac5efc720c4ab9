internal import CReportAssets

/// A page that draws results: the style, the charting library and the scripts, all within one file.
struct ReportPage {
    /// The title, as text.
    let title: String
    /// What the page carries, as a JSON text.
    let json: [UInt8]
    /// Scripts of its own after those that draw, the last of which begins.
    let scripts: [[UInt8]]
    var style: [UInt8] = []
    /// Whether it may ask its own server, which a file on a disk has none of.
    var mayConnect = false

    var bytes: [UInt8] {
        var page = Array("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n".utf8)
        // Scripts and styles are those within the page; nothing else is loaded, and nothing is sent elsewhere.
        page += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ".utf8
        page += "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:".utf8
        if mayConnect { page += "; connect-src 'self'; form-action 'self'; base-uri 'none'".utf8 }
        page += "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n".utf8
        page += "<title>\(XMLText.escaped(title))</title>\n".utf8
        page += Self.element("style", [Self.chartStyle, PackageResources.report_css, style])
        page += "</head>\n<body>\n<main id=\"report\"><noscript>This report draws itself with JavaScript.".utf8
        page += "</noscript></main>\n<script type=\"application/json\" id=\"result\">".utf8
        page += Self.harmless(json)
        page += "</script>\n".utf8
        let drawing = [
            Self.chartScript, PackageResources.elements_js, PackageResources.chart_js, PackageResources.report_js,
        ]
        for script in drawing + scripts { page += Self.element("script", [script]) }
        return page + "</body>\n</html>\n".utf8
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
