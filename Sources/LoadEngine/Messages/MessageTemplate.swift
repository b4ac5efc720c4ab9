package import Timing

/// What a session sends, before it is known which session and which message: text with places that differ.
///
///     template   = *( literal / "{{" *SP name *( 1*SP number ) *SP "}}" )
///     name       = "id" / "seq" / "uuid" / "timestamp" / "text" / "random" / "user"
package struct MessageTemplate: Sendable, Equatable {
    /// A run of bytes of one message.
    package enum Piece: Sendable, Equatable {
        case literal([UInt8])
        /// A token that no other message of the run has.
        case id
        /// The number of the message within its session, from 0.
        case sequence
        /// A random UUID, RFC 9562 §5.4.
        case uuid
        /// Unix time in milliseconds.
        case timestamp
        /// So many random characters, printable ASCII that JSON need not escape.
        case text(Int)
        /// A random integer of the range, bounds included.
        case random(ClosedRange<Int64>)
        /// The index of the session.
        case user
        /// As many `x` as bring the message, with what follows, to this size in bytes.
        case padding(size: Int, following: Int)
    }

    package let pieces: [Piece]

    package init(pieces: [Piece]) { self.pieces = pieces }

    /// Whether a message of it can be told from every other one of the run.
    package var carriesID: Bool { pieces.contains(.id) }
}

// MARK: - The message sent when none is given

extension MessageTemplate {
    /// The size in bytes of the message sent when neither a text nor a size is given.
    package static let standardSize = 64
    /// The largest message in bytes that a template may make.
    package static let largestSize = 16 << 20

    private static let opening = Array(#"{"id":""#.utf8)
    private static let middle = Array(#"","pad":""#.utf8)
    private static let closing = Array(#""}"#.utf8)

    /// A JSON object with an id, filled up to exactly `size` bytes (longer only where the id alone needs more).
    package static func standard(size: Int = standardSize) -> MessageTemplate {
        MessageTemplate(pieces: [
            .literal(opening), .id, .literal(middle), .padding(size: size, following: closing.count), .literal(closing),
        ])
    }

    /// The least size in bytes at which every message of so many sessions, so many messages each, is of that size.
    package static func leastSize(sessions: Int, messagesPerSession: Int) -> Int {
        opening.count + middle.count + closing.count
            + MessageIdentity.length(session: max(sessions, 1) - 1, index: max(messagesPerSession, 1) - 1)
    }
}

// MARK: - Reading one

extension MessageTemplate {
    private static let names = ["id", "random", "seq", "text", "timestamp", "user", "uuid"]
    private static let known = "{{id}} {{seq}} {{uuid}} {{timestamp}} {{text 64}} {{random 1 100}} {{user}}"

    /// Reads a template; columns in error texts count characters from 1.
    package static func parse(_ text: String) throws(TextError) -> MessageTemplate {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            if rest.startIndex < open.lowerBound {
                pieces.append(.literal(Array(rest[..<open.lowerBound].utf8)))
            }
            let column = text.distance(from: text.startIndex, to: open.lowerBound) + 1
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw TextError("column \(column): '{{' is never closed by '}}'")
            }
            pieces.append(try parsePlace(rest[open.upperBound..<close.lowerBound], column: column))
            rest = rest[close.upperBound...]
        }
        if !rest.isEmpty { pieces.append(.literal(Array(rest.utf8))) }
        let template = MessageTemplate(pieces: pieces)
        guard template.maximumLength <= largestSize else {
            throw TextError("a message of it could exceed \(largestSize) bytes, the largest size")
        }
        return template
    }

    private static func parsePlace(_ text: Substring, column: Int) throws(TextError) -> Piece {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let name = words.first else {
            throw TextError("column \(column): '{{}}' names nothing; a message knows \(known)")
        }
        let arguments = Array(words.dropFirst())
        switch name {
        case "text": return .text(try textLength(arguments, column: column))
        case "random": return .random(try randomRange(arguments, column: column))
        case "id", "seq", "uuid", "timestamp", "user":
            guard arguments.isEmpty else {
                throw TextError(
                    "column \(column): '\(name)' takes no argument, found '\(arguments.joined(separator: " "))'")
            }
        default:
            let hint = NearestWord.hint(for: name, among: names)
            throw TextError(
                "column \(column): '\(name)' is not a template name\(hint.isEmpty ? "; a" : hint + " A") "
                    + "message knows \(known)")
        }
        switch name {
        case "id": return .id
        case "seq": return .sequence
        case "uuid": return .uuid
        case "timestamp": return .timestamp
        default: return .user
        }
    }

    private static func textLength(_ arguments: [String], column: Int) throws(TextError) -> Int {
        guard arguments.count == 1, let length = Int(arguments[0]), (1...largestSize).contains(length) else {
            let found = arguments.isEmpty ? "nothing" : "'\(arguments.joined(separator: " "))'"
            throw TextError(
                "column \(column): 'text' takes its length, as in {{text 64}}, "
                    + "from 1 to \(largestSize); found \(found)")
        }
        return length
    }

    private static func randomRange(_ arguments: [String], column: Int) throws(TextError) -> ClosedRange<Int64> {
        guard arguments.count == 2, let low = Int64(arguments[0]), let high = Int64(arguments[1]), low <= high else {
            let found = arguments.isEmpty ? "nothing" : "'\(arguments.joined(separator: " "))'"
            throw TextError(
                "column \(column): 'random' takes two whole numbers, the lower first, "
                    + "as in {{random 1 100}}; found \(found)")
        }
        return low...high
    }
}
