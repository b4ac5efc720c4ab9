package import Timing

/// What a reply is looked through for, and kept under a name.
///
///     capture = PATH | "header" blank NAME | "cookie" blank NAME | "regex" blank PATTERN
package enum Capture: Sendable, Equatable {
    case json(JSONPath)
    case header(String)
    case cookie(String)
    /// The first group of the first match, or the match where there is none.
    case regex(String)

    static func parse(_ text: String) throws(TextError) -> Capture {
        if text.hasPrefix("$") { return .json(try JSONPath.parse(text)) }
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        let sources = ["header", "cookie", "regex"]
        if parts.count == 1, sources.contains(parts[0]) {
            let what = parts[0] == "regex" ? "pattern" : parts[0]
            throw TextError(
                "'\(text)' names no \(what); expected \(parts[0]) \(parts[0] == "regex" ? "PATTERN" : "NAME")")
        }
        guard parts.count == 2, sources.contains(parts[0]) else {
            let hint = NearestWord.hint(for: parts.first ?? "", among: sources)
            throw TextError(
                "'\(text)' captures nothing; expected a JSON path such as $.token, header NAME, cookie NAME "
                    + "or regex PATTERN\(hint)")
        }
        switch parts[0] {
        case "header": return .header(parts[1])
        case "cookie": return .cookie(parts[1])
        default:
            try RegularExpression.judge(parts[1])
            return .regex(parts[1])
        }
    }
}

extension Form<[Named<Capture>]> {
    /// Captures become names that holes may use.
    static let captures = Form(schema: table.schema) { node, reading in
        guard let captures = table.read(node, reading) else { return nil }
        for capture in captures { reading.names.define(capture.name, as: .hole, at: capture.place, reading) }
        return captures
    }

    private static let table = Form.table(
        of: Form<Capture>.parsed(.text("\\$.*|(header|cookie|regex) .+"), expected: "a JSON path such as $.token") {
            text throws(TextError) in try Capture.parse(text)
        }, expected: "names with what they capture, as in { token: $.access_token }")
}
