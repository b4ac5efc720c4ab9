internal import Timing
import Yams

/// A text whose holes `{{name}}` are filled each time its step runs.
///
///     hole = "{{" *SP name *( 1*SP argument ) *SP "}}"
///     name = a capture, a variable, SOURCE "." COLUMN of the data,
///            or one of id, user, seq, uuid, timestamp, random, text
package struct TextTemplate: Sendable, Equatable {
    package enum Piece: Sendable, Equatable {
        case literal(String)
        case hole(name: String, arguments: [String])
    }

    package let pieces: [Piece]

    package init(pieces: [Piece]) { self.pieces = pieces }

    /// The holes that every step knows, with how many numbers each takes.
    static let builtIn: [String: ClosedRange<Int>] = [
        "id": 0...0, "user": 0...0, "seq": 0...0, "uuid": 0...0, "timestamp": 0...0, "random": 2...2, "text": 1...1,
    ]

    static func parse(_ text: String) throws(TextError) -> TextTemplate {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            if rest.startIndex < open.lowerBound { pieces.append(.literal(String(rest[..<open.lowerBound]))) }
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw TextError("'{{' is never closed by '}}'")
            }
            let words = rest[open.upperBound..<close.lowerBound].split(whereSeparator: \.isWhitespace).map(String.init)
            guard let name = words.first else {
                throw TextError("'{{}}' names nothing; expected a hole such as {{id}} or {{text 64}}")
            }
            let arguments = Array(words.dropFirst())
            try judge(name, arguments)
            pieces.append(.hole(name: name, arguments: arguments))
            rest = rest[close.upperBound...]
        }
        if !rest.isEmpty { pieces.append(.literal(String(rest))) }
        return TextTemplate(pieces: pieces)
    }

    private static func judge(_ name: String, _ arguments: [String]) throws(TextError) {
        let expected = builtIn[name] ?? 0...0
        let numbers = arguments.compactMap { Int64($0) }
        guard expected.contains(arguments.count), numbers.count == arguments.count else {
            let example = ["random": "{{random 1 100}}", "text": "{{text 64}}"][name] ?? "{{\(name)}}"
            throw TextError("'{{\(([name] + arguments).joined(separator: " "))}}': expected \(example)")
        }
        if name == "text", let length = numbers.first, !(1...1_048_576).contains(length) {
            throw TextError("'{{text \(length)}}': expected a length from 1 to 1048576")
        }
        if name == "random", numbers[0] > numbers[1] {
            throw TextError("'{{random \(numbers[0]) \(numbers[1])}}': expected the smaller number first")
        }
    }

    /// Whether what is around its holes holds what ends a field of HTTP (RFC 9110 §5.5).
    var holdsLineEnd: Bool {
        pieces.contains { piece in
            guard case .literal(let text) = piece else { return false }
            return text.utf8.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0 }
        }
    }

    /// The text with every hole filled alike: for judging what surrounds them.
    func filled(with text: String) -> String {
        pieces.map { piece in
            switch piece {
            case .literal(let literal): literal
            case .hole: text
            }
        }.joined()
    }
}

extension Form<TextTemplate> {
    /// A text with holes; their names are judged when all that captures is known.
    static let template = Form(schema: Form<String>.text.schema) { node, reading in
        guard let text = reading.text(of: node, expected: "a text") else { return nil }
        return read(text, node, reading)
    }

    static func read(_ text: String, _ node: Node, _ reading: ProfileReading) -> TextTemplate? {
        do throws(TextError) {
            let template = try TextTemplate.parse(text)
            for case .hole(let name, _) in template.pieces where TextTemplate.builtIn[name] == nil {
                reading.names.use(name, of: .hole, at: node.place)
            }
            return template
        } catch {
            reading.complain(node, error.message)
            return nil
        }
    }
}
