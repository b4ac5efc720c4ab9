import Glibc
package import Timing

// What the value at a path means: a text, a whole number, a fraction, an instant.
extension JSONScanner {
    /// The whole number at the path, written as one or as a string of one; nil where a fraction would be lost.
    package static func integer(at path: JSONPath, in bytes: Span<UInt8>) -> Int? {
        guard let value = value(at: path, in: bytes) else { return nil }
        return integer(value, in: bytes)
    }

    /// The number at the path, or the number that its string is.
    package static func double(at path: JSONPath, in bytes: Span<UInt8>) -> Double? {
        guard let value = value(at: path, in: bytes) else { return nil }
        return double(value, in: bytes)
    }

    /// The instant at the path in milliseconds of Unix time: a number of them, or an RFC 3339 text.
    package static func unixMilliseconds(at path: JSONPath, in bytes: Span<UInt8>) -> Double? {
        guard let value = value(at: path, in: bytes) else { return nil }
        if let number = double(value, in: bytes) { return number }
        guard case .string(hasEscapes: false) = value.kind else { return nil }
        return RFC3339.unixMilliseconds(bytes.extracting(value.range))
    }

    /// Whether the value at the path reads as the text: a string's content, or a number, `true`, `false` or `null` as
    /// written.
    package static func reads(_ text: String, at path: JSONPath, in bytes: Span<UInt8>) -> Bool {
        guard let value = value(at: path, in: bytes) else { return false }
        var expected = text
        return expected.withUTF8 { text in
            // Safe: the span is used within the closure that lends the text.
            equals(value, in: bytes, unsafe text.span)
        }
    }

    static func text(_ value: Value, in bytes: Span<UInt8>, equals expected: [UInt8]) -> Bool {
        equals(value, in: bytes, expected.span)
    }

    static func integer(_ value: Value, in bytes: Span<UInt8>) -> Int? {
        guard isNumeric(value), !value.range.isEmpty else { return nil }
        var at = value.range.lowerBound
        let isNegative = bytes[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        guard at < value.range.upperBound else { return nil }
        var number = 0
        while at < value.range.upperBound {
            guard bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") else {
                return double(value, in: bytes).flatMap(Int.init(exactly:))
            }
            let digit = Int(bytes[at] - UInt8(ascii: "0"))
            let (scaled, overflowed) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflowedAgain) =
                isNegative ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
            guard !overflowed, !overflowedAgain else { return nil }
            number = sum
            at += 1
        }
        return number
    }

    /// Numbers are JSON's alone: no hexadecimal, no infinity. A longer one than `longestNumber` is none.
    static func double(_ value: Value, in bytes: Span<UInt8>) -> Double? {
        guard isNumeric(value), !value.range.isEmpty, value.range.count < longestNumber else { return nil }
        let digits = bytes.extracting(value.range)
        for place in digits.indices {
            switch digits[place] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                continue
            default: return nil
            }
        }
        // Safe: strtod reads up to the zero byte written behind the digits, and `end` points into the same buffer.
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: longestNumber) { buffer in
            for place in digits.indices { unsafe buffer[place] = CChar(bitPattern: digits[place]) }
            unsafe buffer[digits.count] = 0
            guard let base = buffer.baseAddress else { return nil }
            var end: UnsafeMutablePointer<CChar>?
            let number = unsafe strtod(base, &end)
            return unsafe end == base + digits.count && number.isFinite ? number : nil
        }
    }

    private static let longestNumber = 128

    /// Whether the value is a number or a string that might be one.
    private static func isNumeric(_ value: Value) -> Bool {
        value.kind == .number || value.kind == .string(hasEscapes: false)
    }
}

// MARK: - Comparing texts

extension JSONScanner {
    private static func equals(_ value: Value, in bytes: Span<UInt8>, _ expected: Span<UInt8>) -> Bool {
        switch value.kind {
        case .object, .array: return false
        case .string(hasEscapes: true): return decodedEquals(value.range, in: bytes, expected)
        case .string, .number, .true, .false, .null:
            guard value.range.count == expected.count else { return false }
            for place in expected.indices where bytes[value.range.lowerBound + place] != expected[place] {
                return false
            }
            return true
        }
    }

    /// Compares a string with escapes, decoding one character at a time.
    private static func decodedEquals(_ range: Range<Int>, in bytes: Span<UInt8>, _ expected: Span<UInt8>) -> Bool {
        var at = range.lowerBound
        var place = 0
        while at < range.upperBound {
            guard bytes[at] == UInt8(ascii: "\\") else {
                guard place < expected.count, bytes[at] == expected[place] else { return false }
                at += 1
                place += 1
                continue
            }
            guard let scalar = escape(&at, end: range.upperBound, in: bytes) else { return false }
            for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                guard place < expected.count, unit == expected[place] else { return false }
                place += 1
            }
        }
        return place == expected.count
    }

    /// The character of the escape at `at`, which moves behind it; nil for what RFC 8259 §7 does not know.
    static func escape(_ at: inout Int, end: Int, in bytes: Span<UInt8>) -> Unicode.Scalar? {
        guard at + 1 < end else { return nil }
        let letter = bytes[at + 1]
        at += 2
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            guard let unit = hexUnit(&at, end: end, in: bytes) else { return nil }
            guard unit & 0xFC00 == 0xD800 else { return Unicode.Scalar(unit) }
            guard at + 1 < end, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else { return nil }
            at += 2
            guard let low = hexUnit(&at, end: end, in: bytes), low & 0xFC00 == 0xDC00 else { return nil }
            return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF)
        default: return nil
        }
    }

    private static func hexUnit(_ at: inout Int, end: Int, in bytes: Span<UInt8>) -> UInt32? {
        guard at + 4 <= end else { return nil }
        var unit: UInt32 = 0
        for place in at..<(at + 4) {
            guard let digit = Character(Unicode.Scalar(bytes[place])).hexDigitValue, bytes[place] < 0x80 else {
                return nil
            }
            unit = unit << 4 | UInt32(digit)
        }
        at += 4
        return unit
    }
}
