/// Checks text as it arrives, in whatever pieces (RFC 6455 §8.1, RFC 3629): no overlong forms, no surrogates, nothing
/// above U+10FFFF.
///
///     state: bytes still to come of the current character, and the range the next one must be in
package struct UTF8Validator: Sendable {
    private var expected: UInt8 = 0
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    package init() {}

    /// Whether the text so far ends between two characters.
    package var isComplete: Bool { expected == 0 }

    /// - Returns: false as soon as the bytes cannot be UTF-8.
    package mutating func accept(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            // Eight ASCII bytes at a time: most text is, and the index stays within the count.
            if expected == 0, index + 8 <= bytes.count,
                unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                index += 8
                continue
            }
            guard accept(unsafe bytes[index]) else { return false }
            index += 1
        }
        return true
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        if expected == 0 { return begin(byte) }
        guard (lowest...highest).contains(byte) else { return false }
        expected -= 1
        lowest = 0x80
        highest = 0xBF
        return true
    }

    /// The first byte of a character says how many follow, and narrows the second (Unicode table 3-7).
    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x7F: return true
        case 0xC2...0xDF: expected = 1
        case 0xE0: (expected, lowest) = (2, 0xA0)
        case 0xED: (expected, highest) = (2, 0x9F)
        case 0xE1...0xEF: expected = 2
        case 0xF0: (expected, lowest) = (3, 0x90)
        case 0xF1...0xF3: expected = 3
        case 0xF4: (expected, highest) = (3, 0x8F)
        default: return false
        }
        return true
    }
}
