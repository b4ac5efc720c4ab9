internal import JSON
internal import Profiles
internal import Timing

/// A hole whose value the user does not have: its capture has not happened. What it belongs to is not sent.
package struct UnfilledHole: Error, Sendable, Equatable {
    package let name: String

    /// As errors are counted.
    package var cause: String { "no value for {{\(name)}}" }
}

/// A text ready to be filled: its holes are looked up, and what is the same for all users stands in it already.
struct FillPieces: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case literal([UInt8])
        /// A place of messages, whose text needs no escaping.
        case place(MessageTemplate.Piece)
        /// A value of the user.
        case value(name: String, Meaning, isEscaped: Bool)
    }

    /// Where a user's value is.
    enum Meaning: Sendable, Equatable {
        case capture(slot: Int)
        case column(source: Int, column: Int)
        /// Nowhere.
        case unknown
    }

    private(set) var pieces: [Piece] = []
    private(set) var usesID = false
    private(set) var usesSequence = false

    /// Appends a text; within a string of JSON it is escaped.
    mutating func append(_ template: TextTemplate, _ holes: HoleTable, isEscaped: Bool) {
        for piece in template.pieces {
            switch piece {
            case .literal(let text): appendLiteral(text, isEscaped: isEscaped)
            case .hole(let name, let arguments):
                if let place = MessageTemplate.Piece(hole: name, arguments: arguments) {
                    usesID = usesID || place == .id
                    usesSequence = usesSequence || place == .sequence
                    pieces.append(.place(place))
                    continue
                }
                switch holes.meaning(of: name) {
                case .constant(let text): appendLiteral(text, isEscaped: isEscaped)
                case .capture(let slot): pieces.append(.value(name: name, .capture(slot: slot), isEscaped: isEscaped))
                case .column(let source, let column):
                    pieces.append(.value(name: name, .column(source: source, column: column), isEscaped: isEscaped))
                case nil: pieces.append(.value(name: name, .unknown, isEscaped: isEscaped))
                }
            }
        }
    }

    /// Literals that follow each other are one.
    mutating func appendLiteral(_ text: String, isEscaped: Bool) {
        var bytes: [UInt8] = []
        if case .literal(let before) = pieces.last {
            bytes = before
            pieces.removeLast()
        }
        if isEscaped { JSONText.appendEscaped(text, to: &bytes) } else { bytes.append(contentsOf: text.utf8) }
        if !bytes.isEmpty { pieces.append(.literal(bytes)) }
    }

    /// The text, where no hole is left in it.
    var literal: [UInt8]? {
        switch pieces.count {
        case 0: []
        case 1: if case .literal(let bytes) = pieces[0] { bytes } else { nil }
        default: nil
        }
    }

    /// What stands before the first hole.
    var beginning: String {
        if case .literal(let bytes) = pieces.first { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    /// Appends the filled text.
    func fill(
        _ bytes: inout [UInt8], _ values: UserValues, random: inout FastRandom
    ) throws(UnfilledHole) {
        try fill(&bytes, places: values.places(takingID: usesID, sequence: usesSequence), values, random: &random)
    }

    /// The same with places that several texts share.
    func fill(
        _ bytes: inout [UInt8], places: PlaceWriter, _ values: UserValues, random: inout FastRandom
    ) throws(UnfilledHole) {
        for piece in pieces {
            switch piece {
            case .literal(let text): bytes.append(contentsOf: text)
            case .place(let place):
                let start = bytes.count
                bytes.append(contentsOf: repeatElement(0, count: place.maximumLength))
                let end = unsafe bytes.withUnsafeMutableBytes { all in
                    // Safe: what was just appended has room for the longest form.
                    start
                        + (unsafe places.write(
                            place, to: UnsafeMutableRawBufferPointer(rebasing: all[start...]), random: &random))
                }
                bytes.removeLast(bytes.count - end)
            case .value(let name, let meaning, let isEscaped):
                let text = try value(of: name, meaning, values)
                if isEscaped {
                    JSONText.appendEscaped(text, to: &bytes)
                } else {
                    bytes.append(contentsOf: text.utf8)
                }
            }
        }
    }

    private func value(of name: String, _ meaning: Meaning, _ values: UserValues) throws(UnfilledHole) -> String {
        let text: String? =
            switch meaning {
            case .capture(let slot): values[slot: slot]
            case .column(let source, let column): values.cell(source: source, column: column)
            case .unknown: nil
            }
        guard let text else { throw UnfilledHole(name: name) }
        return text
    }

    /// The same text for messages: what is the user's stands in it, and the places stay.
    func messageTemplate(_ values: UserValues) throws(UnfilledHole) -> MessageTemplate {
        var template: [MessageTemplate.Piece] = []
        var literal: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .literal(let text): literal += text
            case .place(let place):
                if !literal.isEmpty { template.append(.literal(literal)) }
                literal = []
                template.append(place)
            case .value(let name, let meaning, let isEscaped):
                let text = try value(of: name, meaning, values)
                if isEscaped { JSONText.appendEscaped(text, to: &literal) } else { literal += Array(text.utf8) }
            }
        }
        if !literal.isEmpty { template.append(.literal(literal)) }
        return MessageTemplate(pieces: template)
    }

    /// The same text for the messages of all users; nil when some of it is the user's own.
    var sharedTemplate: MessageTemplate? {
        var template: [MessageTemplate.Piece] = []
        for piece in pieces {
            switch piece {
            case .literal(let text): template.append(.literal(text))
            case .place(let place): template.append(place)
            case .value: return nil
            }
        }
        return MessageTemplate(pieces: template)
    }
}

extension MessageTemplate.Piece {
    /// The place that a hole of a profile is; nil when it names something else.
    init?(hole name: String, arguments: [String]) {
        let numbers = arguments.compactMap { Int64($0) }
        switch (name, numbers.count) {
        case ("id", 0): self = .id
        case ("seq", 0): self = .sequence
        case ("user", 0): self = .user
        case ("uuid", 0): self = .uuid
        case ("timestamp", 0): self = .timestamp
        case ("text", 1): self = .text(Int(numbers[0]))
        case ("random", 2) where numbers[0] <= numbers[1]: self = .random(numbers[0]...numbers[1])
        default: return nil
        }
    }
}
