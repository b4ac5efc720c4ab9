/// Whether bytes are a JSON text, all of them: what the scanner, which looks only at what it is asked for, does not say.
///
///     value  = string / number / "true" / "false" / "null" / object / array          (RFC 8259 §3)
///
/// Nothing recurses: what is open is a stack of its own, no deeper than the scanner goes.
package struct JSONSyntax {
    private var at = 0
    /// Whether each open container is an object, outermost first.
    private var open: [Bool] = []

    private init() {}

    package static func isValid(_ bytes: Span<UInt8>) -> Bool {
        var syntax = JSONSyntax()
        return syntax.readText(bytes) && syntax.at == bytes.count
    }

    private mutating func readText(_ bytes: Span<UInt8>) -> Bool {
        repeat {
            guard readValue(bytes) else { return false }
            // Behind a value: what it was the last of is closed, or another one follows.
            skipSpace(bytes)
            while let isObject = open.last, take(UInt8(ascii: isObject ? "}" : "]"), bytes) {
                open.removeLast()
                skipSpace(bytes)
            }
            guard let isObject = open.last else { return true }
            guard take(UInt8(ascii: ","), bytes) else { return false }
            if isObject, !readKey(bytes) { return false }
        } while true
    }

    /// Reads a value; of a container only what comes before its first value, if there is one.
    private mutating func readValue(_ bytes: Span<UInt8>) -> Bool {
        while true {
            skipSpace(bytes)
            guard at < bytes.count else { return false }
            switch bytes[at] {
            case UInt8(ascii: "{"):
                guard enter(isObject: true, bytes) else { return false }
                if take(UInt8(ascii: "}"), bytes) { return leave() }
                guard readKey(bytes) else { return false }
            case UInt8(ascii: "["):
                guard enter(isObject: false, bytes) else { return false }
                if take(UInt8(ascii: "]"), bytes) { return leave() }
            case UInt8(ascii: "\""): return readString(bytes)
            default: return readScalar(bytes)
            }
        }
    }

    private mutating func enter(isObject: Bool, _ bytes: Span<UInt8>) -> Bool {
        guard open.count < JSONScanner.maximumDepth else { return false }
        open.append(isObject)
        at += 1
        skipSpace(bytes)
        return true
    }

    private mutating func leave() -> Bool {
        open.removeLast()
        return true
    }

    private mutating func readKey(_ bytes: Span<UInt8>) -> Bool {
        skipSpace(bytes)
        guard readString(bytes) else { return false }
        skipSpace(bytes)
        return take(UInt8(ascii: ":"), bytes)
    }

    /// A string; control characters and escapes of no character are none of it (RFC 8259 §7).
    private mutating func readString(_ bytes: Span<UInt8>) -> Bool {
        guard take(UInt8(ascii: "\""), bytes) else { return false }
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return true
            case UInt8(ascii: "\\"):
                guard JSONScanner.escape(&at, end: bytes.count, in: bytes) != nil else { return false }
            case ..<0x20: return false
            default: at += 1
            }
        }
        return false
    }

    private mutating func readScalar(_ bytes: Span<UInt8>) -> Bool {
        guard let end = JSONScanner.scalarEnd(at, in: bytes) else { return false }
        at = end
        return true
    }

    private mutating func skipSpace(_ bytes: Span<UInt8>) { at = JSONScanner.skipSpace(bytes, from: at) }

    private mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }
}
