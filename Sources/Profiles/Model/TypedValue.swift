import JSON
import Yams

/// A value that keeps its type: what becomes JSON. Numbers stay as they were written.
package indirect enum TypedValue: Sendable, Equatable {
    case null
    case flag(Bool)
    case number(String)
    case text(TextTemplate)
    case list([TypedValue])
    case object([Member])

    package struct Member: Sendable, Equatable {
        package let key: String
        package let value: TypedValue
    }
}

extension Form<TypedValue> {
    /// Any value; quoted scalars are texts, plain ones what YAML 1.2's JSON schema makes of them (§10.2).
    static let value: Form<TypedValue> = Form(schema: .anything) { node, reading in readValue(node, reading) }

    private static func readValue(_ node: Node, _ reading: ProfileReading) -> TypedValue? {
        if let sequence = node.sequence {
            return .list(sequence.compactMap { readValue($0, reading) })
        }
        if let mapping = node.mapping {
            guard !node.isUnquotedHole else {
                reading.complain(node, node.found)
                return nil
            }
            return .object(
                mapping.compactMap { pair in
                    guard let key = pair.key.scalar?.string else {
                        reading.complain(pair.key, "\(pair.key.found); expected a key")
                        return nil
                    }
                    return readValue(pair.value, reading).map { TypedValue.Member(key: key, value: $0) }
                })
        }
        guard !node.isNothing, let style = node.scalar?.style else { return .null }
        guard let text = reading.text(of: node, expected: "a value") else { return nil }
        guard style == .plain else { return Form<TextTemplate>.read(text, node, reading).map(TypedValue.text) }
        if text == "true" || text == "false" { return .flag(text == "true") }
        if isNumber(text) { return .number(text) }
        return Form<TextTemplate>.read(text, node, reading).map(TypedValue.text)
    }

    /// A number of JSON (RFC 8259 §6).
    private static func isNumber(_ text: String) -> Bool {
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || text.first?.isWholeNumber == true else {
            return false
        }
        return JSONSyntax.isValid(Array(text.utf8).span)
    }
}

/// What a message or body is: a text, or a value that is sent as JSON.
package enum Payload: Sendable, Equatable {
    case text(TextTemplate)
    case json(TypedValue)
}

extension Form<Payload> {
    static let payload = Form(
        schema: .any([.text(), Schema([("type", .list([.text("object"), .text("array")]))])])
    ) { node, reading in
        if node.scalar == nil { return Form<TypedValue>.value.read(node, reading).map(Payload.json) }
        return Form<TextTemplate>.template.read(node, reading).map(Payload.text)
    }
}
