package import Timing

/// Finds one value in a JSON text (RFC 8259) without building the rest: a message is looked into where it lies.
/// What a service sends is data: a text that is broken before or within the value wanted has none, and what follows
/// it is not looked at.
///
/// Hot path: nothing here allocates, and nothing recurses.
package enum JSONScanner {
    /// A value and where it lies.
    package struct Value: Sendable, Equatable {
        package enum Kind: Sendable, Equatable {
            /// The range is what the quotes enclose.
            case string(hasEscapes: Bool)
            case number, `true`, `false`, null, object, array
        }

        package var kind: Kind
        package var range: Range<Int>
    }

    /// Nesting beyond this is taken for garbage.
    static let maximumDepth = 512

    /// The value at the path; the first, where an object repeats a key.
    package static func value(at path: JSONPath, in bytes: Span<UInt8>) -> Value? {
        var at = skipSpace(bytes, from: 0)
        for step in path.steps {
            let start: Int? =
                switch step {
                case .key(let key): member(key, of: at, in: bytes)
                case .index(let index): element(index, of: at, in: bytes)
                }
            guard let start else { return nil }
            at = start
        }
        return token(at, in: bytes)
    }
}

// MARK: - Containers

extension JSONScanner {
    /// Tells every member of the object that the text is; false, with none told, when it is none.
    package static func forEachMember(of bytes: Span<UInt8>, _ tell: (_ key: Value, _ value: Value) -> Void) -> Bool {
        let start = skipSpace(bytes, from: 0)
        guard start < bytes.count, bytes[start] == UInt8(ascii: "{") else { return false }
        var at = skipSpace(bytes, from: start + 1)
        while let key = string(at, in: bytes) {
            at = skipSpace(bytes, from: key.range.upperBound + 1)
            guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { break }
            at = skipSpace(bytes, from: at + 1)
            guard let value = token(at, in: bytes) else { break }
            tell(key, value)
            guard let next = nextEntry(after: at, in: bytes) else { break }
            at = next
        }
        return true
    }

    /// Tells every element of the array that the text is; false, with none told, when it is none.
    package static func forEachElement(of bytes: Span<UInt8>, _ tell: (_ value: Value) -> Void) -> Bool {
        let start = skipSpace(bytes, from: 0)
        guard start < bytes.count, bytes[start] == UInt8(ascii: "[") else { return false }
        var at = skipSpace(bytes, from: start + 1)
        while let value = token(at, in: bytes) {
            tell(value)
            guard let next = nextEntry(after: at, in: bytes) else { break }
            at = next
        }
        return true
    }

    /// Where the value of a key begins, in the object that begins at `start`.
    private static func member(_ key: [UInt8], of start: Int, in bytes: Span<UInt8>) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "{") else { return nil }
        var at = skipSpace(bytes, from: start + 1)
        while let name = string(at, in: bytes) {
            at = skipSpace(bytes, from: name.range.upperBound + 1)
            guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return nil }
            at = skipSpace(bytes, from: at + 1)
            if text(name, in: bytes, equals: key) { return at }
            guard let next = nextEntry(after: at, in: bytes) else { return nil }
            at = next
        }
        return nil
    }

    /// Where the element of an index begins, in the array that begins at `start`.
    private static func element(_ index: Int, of start: Int, in bytes: Span<UInt8>) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "[") else { return nil }
        var at = skipSpace(bytes, from: start + 1)
        for _ in 0..<index {
            guard let next = nextEntry(after: at, in: bytes) else { return nil }
            at = next
        }
        return at
    }

    /// Where the entry after the value at `at` begins; nil when a comma does not follow it.
    private static func nextEntry(after at: Int, in bytes: Span<UInt8>) -> Int? {
        guard let value = token(at, in: bytes) else { return nil }
        let isString = if case .string = value.kind { true } else { false }
        let comma = skipSpace(bytes, from: value.range.upperBound + (isString ? 1 : 0))
        guard comma < bytes.count, bytes[comma] == UInt8(ascii: ",") else { return nil }
        return skipSpace(bytes, from: comma + 1)
    }

    /// The end of the object or array that begins at `start`. Only strings and the depth are looked at.
    private static func containerEnd(_ start: Int, in bytes: Span<UInt8>) -> Int? {
        var depth = 0
        var at = start
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                guard depth <= maximumDepth else { return nil }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return at + 1 }
            case UInt8(ascii: "\""):
                guard let inner = string(at, in: bytes) else { return nil }
                at = inner.range.upperBound
            default: break
            }
            at += 1
        }
        return nil
    }
}

// MARK: - Tokens

extension JSONScanner {
    static func skipSpace(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 {
            at += 1
        }
        return at
    }

    /// The value that begins at `start`.
    private static func token(_ start: Int, in bytes: Span<UInt8>) -> Value? {
        guard start < bytes.count else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "\""): return string(start, in: bytes)
        case UInt8(ascii: "{"): return containerEnd(start, in: bytes).map { Value(kind: .object, range: start..<$0) }
        case UInt8(ascii: "["): return containerEnd(start, in: bytes).map { Value(kind: .array, range: start..<$0) }
        case UInt8(ascii: "t"): return word("true", .true, start, in: bytes)
        case UInt8(ascii: "f"): return word("false", .false, start, in: bytes)
        case UInt8(ascii: "n"): return word("null", .null, start, in: bytes)
        default: return numberEnd(start, in: bytes).map { Value(kind: .number, range: start..<$0) }
        }
    }

    /// The end of the number or word that begins at `start`.
    static func scalarEnd(_ start: Int, in bytes: Span<UInt8>) -> Int? {
        guard start < bytes.count, !#"\"{["#.utf8.contains(bytes[start]) else { return nil }
        return token(start, in: bytes)?.range.upperBound
    }

    private static func string(_ start: Int, in bytes: Span<UInt8>) -> Value? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else { return nil }
        var hasEscapes = false
        var at = start + 1
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""): return Value(kind: .string(hasEscapes: hasEscapes), range: (start + 1)..<at)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                at += 2
            default: at += 1
            }
        }
        return nil
    }

    private static func word(_ text: StaticString, _ kind: Value.Kind, _ start: Int, in bytes: Span<UInt8>) -> Value? {
        let end = start + text.utf8CodeUnitCount
        guard end <= bytes.count else { return nil }
        // Safe: a static string's text lives for ever and is read within its length.
        let expected = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        for place in 0..<text.utf8CodeUnitCount where unsafe bytes[start + place] != expected[place] { return nil }
        return Value(kind: kind, range: start..<end)
    }

    /// The end of the number that begins at `start`: `-? digits [. digits] [e [+-] digits]`, RFC 8259 §6.
    private static func numberEnd(_ start: Int, in bytes: Span<UInt8>) -> Int? {
        var at = start
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }
        let whole = at
        at = skipDigits(bytes, from: at)
        guard at > whole, at == whole + 1 || bytes[whole] != UInt8(ascii: "0") else { return nil }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            let fraction = at + 1
            at = skipDigits(bytes, from: fraction)
            guard at > fraction else { return nil }
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            let exponent = at
            at = skipDigits(bytes, from: exponent)
            guard at > exponent else { return nil }
        }
        return at
    }

    private static func skipDigits(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") { at += 1 }
        return at
    }
}
