package import Timing

// Values as texts that outlive the bytes they came from.
extension JSONScanner {
    /// A value as text: what a string says, its escapes decoded; numbers, `true`, `false` and `null` as written; objects
    /// and arrays as their JSON text. Bytes that are not UTF-8 and escapes of no character become U+FFFD.
    package static func text(of value: Value, in bytes: Span<UInt8>) -> String {
        let content = bytes.extracting(value.range)
        guard case .string(hasEscapes: true) = value.kind else { return repaired(content) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(content.count)
        var at = 0
        while at < content.count {
            guard content[at] == UInt8(ascii: "\\") else {
                decoded.append(content[at])
                at += 1
                continue
            }
            let start = at
            let scalar = escape(&at, end: content.count, in: content)
            // A broken escape is one replacement; what follows its letter stands for itself.
            if scalar == nil { at = min(start + escapeLength(start, in: content), content.count) }
            decoded.append(contentsOf: UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
        }
        return repaired(decoded.span)
    }

    /// The text at the path; nil where nothing stands there.
    package static func text(at path: JSONPath, in bytes: Span<UInt8>) -> String? {
        value(at: path, in: bytes).map { text(of: $0, in: bytes) }
    }

    private static func repaired(_ bytes: Span<UInt8>) -> String {
        // Safe: the bytes are read within the closure that lends them.
        unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// How many bytes an escape takes that means no character: half of a surrogate pair is six, `\q` two.
    private static func escapeLength(_ start: Int, in bytes: Span<UInt8>) -> Int {
        guard start + 5 < bytes.count, bytes[start + 1] == UInt8(ascii: "u") else { return 2 }
        let areDigits = (2..<6).allSatisfy { isHexDigit(bytes[start + $0]) }
        return areDigits ? 6 : 2
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
