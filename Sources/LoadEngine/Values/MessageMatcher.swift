internal import JSON
package import Profiles
package import Timing

/// What a message must hold to be the one that a step awaits, before it is known which user awaits it.
package struct MessageMatcher: Sendable {
    private let fields: [Field]

    fileprivate struct Field: Sendable {
        let path: JSONPath
        let expected: Expected
    }

    fileprivate enum Expected: Sendable {
        case text(FilledText)
        case scalar(Comparand)
        case null
        /// An object, whose members are fields of their own; a list of so many elements, likewise.
        case object
        case list(count: Int)
    }

    package init(_ match: MessageMatch, _ holes: HoleTable) {
        fields = match.fields.flatMap { field -> [Field] in
            // Judged when the profile was read.
            guard let path = try? JSONPath.parse(field.name) else { return [] }
            return Self.fields(path, field.value, holes)
        }
    }

    /// The field, and those within it.
    private static func fields(_ path: JSONPath, _ value: TypedValue, _ holes: HoleTable) -> [Field] {
        switch value {
        case .null: return [Field(path: path, expected: .null)]
        case .flag(let flag): return [Field(path: path, expected: .scalar(Comparand(flag ? "true" : "false")))]
        case .number(let number): return [Field(path: path, expected: .scalar(Comparand(number)))]
        case .text(let template): return [Field(path: path, expected: .text(FilledText(template, holes)))]
        case .list(let values):
            return [Field(path: path, expected: .list(count: values.count))]
                + values.enumerated().flatMap { fields(path.appending(.index($0.offset)), $0.element, holes) }
        case .object(let members):
            return [Field(path: path, expected: .object)]
                + members.flatMap { fields(path.appending(.key(Array($0.key.utf8))), $0.value, holes) }
        }
    }

    /// What the user awaits now.
    package func awaited(
        by values: UserValues, random: inout FastRandom
    ) throws(UnfilledHole) -> AwaitedMessage {
        var awaited: [AwaitedMessage.Field] = []
        for field in fields {
            let expected: AwaitedMessage.Expected =
                switch field.expected {
                case .text(let text): .scalar(Comparand(try text.text(values, random: &random)))
                case .scalar(let comparand): .scalar(comparand)
                case .null: .null
                case .object: .object
                case .list(let count): .list(count: count)
                }
            awaited.append(AwaitedMessage.Field(path: field.path, expected: expected))
        }
        return AwaitedMessage(fields: awaited)
    }
}

/// The message that one user awaits.
package struct AwaitedMessage: Sendable {
    fileprivate let fields: [Field]

    fileprivate struct Field: Sendable {
        let path: JSONPath
        let expected: Expected
    }

    fileprivate enum Expected: Sendable {
        case scalar(Comparand)
        case null, object
        case list(count: Int)
    }

    /// Whether the message has every field with its value. Objects may have members beside those; what reads alike is
    /// alike, so a text `5` and a number 5 are.
    package func isHeld(by message: Span<UInt8>) -> Bool {
        for field in fields {
            guard let value = JSONScanner.value(at: field.path, in: message) else { return false }
            let isExpected =
                switch field.expected {
                case .scalar(let comparand): Self.reads(comparand, value, field.path, message)
                case .null: value.kind == .null
                case .object: value.kind == .object
                case .list(let count): Self.isList(of: count, value, field.path, message)
                }
            guard isExpected else { return false }
        }
        return true
    }

    private static func reads(
        _ comparand: Comparand, _ value: JSONScanner.Value, _ path: JSONPath, _ message: Span<UInt8>
    ) -> Bool {
        if JSONScanner.reads(comparand.text, at: path, in: message) { return true }
        // 1.0 and 1 are one number.
        return value.kind == .number && comparand.holds(.equal, for: JSONScanner.text(of: value, in: message))
    }

    private static func isList(
        of count: Int, _ value: JSONScanner.Value, _ path: JSONPath, _ message: Span<UInt8>
    ) -> Bool {
        guard value.kind == .array else { return false }
        return JSONScanner.value(at: path.appending(.index(count)), in: message) == nil
    }
}

extension JSONPath {
    fileprivate func appending(_ step: Step) -> JSONPath { JSONPath(steps: steps + [step], description: description) }
}
