package import Profiles
package import Timing

/// A text of a step, such as its URL or a header, ready to be filled by one user after another.
package struct FilledText: Sendable {
    private let pieces: FillPieces
    /// The text, where it has no holes or only those of variables.
    package let literal: String?

    package init(_ template: TextTemplate, _ holes: HoleTable) {
        var pieces = FillPieces()
        pieces.append(template, holes, isEscaped: false)
        self.pieces = pieces
        literal = pieces.literal.map { String(decoding: $0, as: UTF8.self) }
    }

    /// What stands before its first hole.
    package var beginning: String { pieces.beginning }

    package func text(_ values: UserValues, random: inout FastRandom) throws(UnfilledHole) -> String {
        if let literal { return literal }
        var bytes: [UInt8] = []
        try pieces.fill(&bytes, values, random: &random)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Texts under names, such as headers, filled together: `{{id}}` is the same in all of them.
package struct FilledFields: Sendable {
    private let fields: [(name: String, pieces: FillPieces)]
    private let usesID: Bool
    private let usesSequence: Bool

    package init(_ fields: [Named<TextTemplate>], _ holes: HoleTable) {
        self.fields = fields.map { field in
            var pieces = FillPieces()
            pieces.append(field.value, holes, isEscaped: false)
            return (field.name, pieces)
        }
        usesID = self.fields.contains { $0.pieces.usesID }
        usesSequence = self.fields.contains { $0.pieces.usesSequence }
    }

    package func fields(
        _ values: UserValues, random: inout FastRandom
    ) throws(UnfilledHole) -> [(name: String, value: String)] {
        let places = values.places(takingID: usesID, sequence: usesSequence)
        var filled: [(name: String, value: String)] = []
        filled.reserveCapacity(fields.count)
        for field in fields {
            var bytes: [UInt8] = []
            try field.pieces.fill(&bytes, places: places, values, random: &random)
            filled.append((field.name, String(decoding: bytes, as: UTF8.self)))
        }
        return filled
    }
}
