package import Profiles
package import Timing

/// A message or body ready to be filled: a text, or a value that becomes JSON. Values inside JSON keep their type: numbers
/// are as they were written, and texts stay texts, whatever their holes are filled with (RFC 8259).
package struct FilledPayload: Sendable {
    private let pieces: FillPieces
    /// Whether what it makes is a JSON text.
    package let isJSON: Bool

    package init(_ payload: Payload, _ holes: HoleTable) {
        switch payload {
        case .text(let template): self.init(text: template, holes)
        case .json(let value): self.init(json: value, holes)
        }
    }

    package init(text template: TextTemplate, _ holes: HoleTable) {
        var pieces = FillPieces()
        pieces.append(template, holes, isEscaped: false)
        self.pieces = pieces
        isJSON = false
    }

    package init(json value: TypedValue, _ holes: HoleTable) {
        var pieces = FillPieces()
        pieces.append(value, holes)
        self.pieces = pieces
        isJSON = true
    }

    /// Whether every message of it can be told from every other one.
    package var carriesID: Bool { pieces.usesID }

    package func bytes(_ values: UserValues, random: inout FastRandom) throws(UnfilledHole) -> [UInt8] {
        if let literal = pieces.literal { return literal }
        var bytes: [UInt8] = []
        try pieces.fill(&bytes, values, random: &random)
        return bytes
    }

    package func text(_ values: UserValues, random: inout FastRandom) throws(UnfilledHole) -> String {
        String(decoding: try bytes(values, random: &random), as: UTF8.self)
    }

    /// What one renderer makes the messages of all users from; nil when they have values of the user's own.
    package var sharedTemplate: MessageTemplate? { pieces.sharedTemplate }

    /// What a renderer makes this user's messages from, with the values that it has now.
    package func messageTemplate(_ values: UserValues) throws(UnfilledHole) -> MessageTemplate {
        try pieces.messageTemplate(values)
    }
}

extension FillPieces {
    /// Appends a value as JSON.
    fileprivate mutating func append(_ value: TypedValue, _ holes: HoleTable) {
        switch value {
        case .null: appendSyntax("null")
        case .flag(let flag): appendSyntax(flag ? "true" : "false")
        case .number(let number): appendSyntax(number)
        case .text(let template):
            appendSyntax("\"")
            append(template, holes, isEscaped: true)
            appendSyntax("\"")
        case .list(let values):
            appendSyntax("[")
            for (index, value) in values.enumerated() {
                if index > 0 { appendSyntax(",") }
                append(value, holes)
            }
            appendSyntax("]")
        case .object(let members):
            appendSyntax("{")
            for (index, member) in members.enumerated() {
                appendSyntax(index > 0 ? ",\"" : "\"")
                appendLiteral(member.key, isEscaped: true)
                appendSyntax("\":")
                append(member.value, holes)
            }
            appendSyntax("}")
        }
    }

    private mutating func appendSyntax(_ text: String) { appendLiteral(text, isEscaped: false) }
}
