internal import JSON

extension JSONTree {
    /// The object that a JSON text is, its keys in their order; nil for any other text.
    static func read(_ bytes: [UInt8]) -> JSONTree? {
        guard JSONSyntax.isValid(bytes.span) else { return nil }
        return object(0..<bytes.count, in: bytes)
    }

    private static func object(_ range: Range<Int>, in bytes: [UInt8]) -> JSONTree? {
        var fields: [(key: String, value: JSONTree)] = []
        let isObject = JSONScanner.forEachMember(of: bytes.span.extracting(range)) { key, value in
            let name = JSONScanner.text(of: key, in: bytes.span.extracting(range))
            fields.append((name, tree(of: value, behind: range.lowerBound, in: bytes)))
        }
        return isObject ? .object(fields) : nil
    }

    private static func list(_ range: Range<Int>, in bytes: [UInt8]) -> JSONTree? {
        var items: [JSONTree] = []
        let isList = JSONScanner.forEachElement(of: bytes.span.extracting(range)) { value in
            items.append(tree(of: value, behind: range.lowerBound, in: bytes))
        }
        return isList ? .list(items) : nil
    }

    /// The tree of a value whose range counts from `start`.
    private static func tree(of value: JSONScanner.Value, behind start: Int, in bytes: [UInt8]) -> JSONTree {
        let range = (start + value.range.lowerBound)..<(start + value.range.upperBound)
        switch value.kind {
        case .object: return object(range, in: bytes) ?? .null
        case .array: return list(range, in: bytes) ?? .null
        case .true: return .boolean(true)
        case .false: return .boolean(false)
        case .null: return .null
        case .number: return number(String(decoding: bytes[range], as: UTF8.self))
        case .string:
            var whole = value
            whole.range = range
            return .text(JSONScanner.text(of: whole, in: bytes.span))
        }
    }

    /// A whole number keeps all its digits.
    private static func number(_ text: String) -> JSONTree {
        if let integer = Int(text) { return .integer(integer) }
        if let unsigned = UInt64(text) { return .unsigned(unsigned) }
        return .optional(Double(text))
    }
}
