/// Where a value is within a JSON text: `name` for a key of the top-level object, or `$` and steps into it.
///
///     path = key / "$" *( "." name / "[" index "]" / "['" name "']" )
package struct JSONPath: Sendable, Equatable, CustomStringConvertible {
    package enum Step: Sendable, Equatable {
        /// A key of an object, as UTF-8.
        case key([UInt8])
        /// An element of an array, from 0.
        case index(Int)
    }

    package let steps: [Step]
    /// As the user wrote it.
    package let description: String

    package init(steps: [Step], description: String = "") {
        self.steps = steps
        self.description = description
    }

    package static func parse(_ text: String) throws(TextError) -> JSONPath {
        guard !text.isEmpty else {
            throw TextError("a field is missing; expected a top-level key or a path such as $.data.id")
        }
        guard text.hasPrefix("$") else { return JSONPath(steps: [.key(Array(text.utf8))], description: text) }
        var steps: [Step] = []
        var rest = text.dropFirst()
        while let mark = rest.first {
            switch mark {
            case ".": steps.append(try parseName(&rest, in: text))
            case "[": steps.append(try parseBrackets(&rest, in: text))
            default:
                throw TextError(
                    "'\(text)' has '\(rest)' where '.name', '[0]' or '[\u{27}name\u{27}]' could follow")
            }
        }
        return JSONPath(steps: steps, description: text)
    }

    private static func parseName(_ rest: inout Substring, in text: String) throws(TextError) -> Step {
        let name = rest.dropFirst().prefix { $0 != "." && $0 != "[" }
        guard !name.isEmpty else { throw TextError("'\(text)' has a '.' with no name after it") }
        rest = rest[name.endIndex...]
        return .key(Array(name.utf8))
    }

    private static func parseBrackets(_ rest: inout Substring, in text: String) throws(TextError) -> Step {
        if rest.hasPrefix("['") {
            let afterQuote = rest.dropFirst(2)
            guard let close = afterQuote.firstRange(of: "']") else {
                throw TextError("'\(text)' has a \"['\" that is never closed by \"']\"")
            }
            rest = afterQuote[close.upperBound...]
            return .key(Array(afterQuote[..<close.lowerBound].utf8))
        }
        guard let close = rest.firstIndex(of: "]") else {
            throw TextError("'\(text)' has a '[' that is never closed by ']'")
        }
        let inside = rest[rest.index(after: rest.startIndex)..<close]
        guard inside.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let index = Int(inside) else {
            throw TextError("'\(text)' has '[\(inside)]'; expected an index from 0, or a name in quotes")
        }
        rest = rest[rest.index(after: close)...]
        return .index(index)
    }
}
