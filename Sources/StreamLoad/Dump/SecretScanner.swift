import Timing

/// Finds the values of secrets in a text that may be of any format, by the names that stand before them (see
/// `SecretText`): JSON, also inside strings of JSON; forms and queries; XML; `name: value`. Errs on the side of hiding.
///
///     secret = name [quote] blanks separator blanks value   ; the name says so
///            / ("bearer" / "basic") blank credentials       ; RFC 6750 §2.1, RFC 7617 §2
///            / a JSON web token                             ; RFC 7519: it begins with `eyJ`
struct SecretScanner {
    private let bytes: [UInt8]
    private var at = 0
    private(set) var masked: [UInt8] = []
    private(set) var values: [String] = []

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The text without the values, and the values.
    static func scan(_ bytes: [UInt8]) -> (masked: [UInt8], values: [String]) {
        var scanner = SecretScanner(bytes)
        scanner.scan()
        return (scanner.masked, scanner.values)
    }

    private mutating func scan() {
        masked.reserveCapacity(bytes.count)
        while at < bytes.count {
            if Self.isQuote(bytes[at]), let end = memberName(from: at) {
                copy(through: end)
            } else if Self.isWord(bytes[at]) {
                scanWord()
            } else {
                masked.append(bytes[at])
                at += 1
            }
        }
    }

    // MARK: - Names

    /// Where a quoted name ends that a colon follows and that is secret; its closing quote lies there.
    private func memberName(from start: Int) -> Int? {
        guard let end = closing(of: start), SecretText.isSecret(name: decoded(start + 1..<end)) else { return nil }
        return separator(after: end + 1) == nil ? nil : end
    }

    private mutating func copy(through end: Int) {
        masked += bytes[at...end]
        at = end + 1
        if let value = separator(after: at) { mask(from: value) }
    }

    private mutating func scanWord() {
        var end = at
        while end < bytes.count, Self.isWord(bytes[end]) { end += 1 }
        let word = decoded(at..<end)
        if word.hasPrefix("eyJ"), word.utf8.count(where: { $0 == UInt8(ascii: ".") }) >= 2 { return hide(at..<end) }
        masked += bytes[at..<end]
        at = end
        if ["bearer", "basic"].contains(word.lowercased()), let credentials = credentials(after: end) {
            masked.append(UInt8(ascii: " "))
            return hide(credentials)
        }
        guard SecretText.isSecret(name: word) else { return }
        if let value = separator(after: end) { mask(from: value) }
    }

    /// What may hold a character as its number does so to be a name all the same: `%5F`, `\u005f`.
    private func decoded(_ range: Range<Int>) -> String {
        var text: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "%"), let byte = hex(index + 1, digits: 2, before: range.upperBound) {
                text.append(UInt8(byte))
                index += 3
            } else if bytes[index] == UInt8(ascii: "\\"), index + 1 < range.upperBound,
                bytes[index + 1] == UInt8(ascii: "u"), let unit = hex(index + 2, digits: 4, before: range.upperBound),
                unit < 0x80
            {
                text.append(UInt8(unit))
                index += 6
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func hex(_ start: Int, digits: Int, before end: Int) -> Int? {
        guard start + digits <= end else { return nil }
        return Int(String(decoding: bytes[start..<start + digits], as: UTF8.self), radix: 16)
    }

    /// Where a value begins behind the end of a name: past the quote that closes the name, and past what separates them.
    private func separator(after start: Int) -> Int? {
        var index = start
        while index < bytes.count, Self.isQuote(bytes[index]) || bytes[index] == UInt8(ascii: "\\") { index += 1 }
        index = skipBlanks(from: index)
        guard index < bytes.count, ":=>".utf8.contains(bytes[index]) else { return nil }
        let value = skipBlanks(from: index + 1)
        return value < bytes.count ? value : nil
    }

    private func credentials(after end: Int) -> Range<Int>? {
        guard end < bytes.count, bytes[end] == UInt8(ascii: " ") else { return nil }
        var last = end + 1
        while last < bytes.count, Self.isWord(bytes[last]) || "+/=~".utf8.contains(bytes[last]) { last += 1 }
        return last - end > 8 ? end + 1..<last : nil
    }

    // MARK: - Values

    private mutating func mask(from value: Int) {
        masked += bytes[at..<value]
        at = value
        // In a string of JSON that is JSON itself, quotes are escaped.
        let escapes = bytes[at] == UInt8(ascii: "\\") ? 1 : 0
        let first = at + escapes < bytes.count ? bytes[at + escapes] : 0
        if Self.isQuote(first) {
            let open = at + escapes
            let end = (escapes == 1 ? escapedClosing(of: open) : closing(of: open)) ?? bytes.count
            masked += bytes[at...open]
            hide(min(open + 1, end)..<end)
        } else if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            hide(at..<container(from: at), isValue: false)
        } else {
            var end = at
            while end < bytes.count, !Self.endsValue(bytes[end]) { end += 1 }
            if end > at { hide(at..<end) }
        }
    }

    private mutating func hide(_ range: Range<Int>, isValue: Bool = true) {
        masked += Array(SecretText.mask.utf8)
        if isValue { values.append(decoded(range)) }
        at = range.upperBound
    }

    /// The quote that closes the one at `start`.
    private func closing(of start: Int) -> Int? {
        var index = start + 1
        while index < bytes.count, bytes[index] != bytes[start] {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index < bytes.count ? index : nil
    }

    /// The backslash of the escaped quote that closes the one at `start`.
    private func escapedClosing(of start: Int) -> Int? {
        var index = start + 1
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "\\") {
                if bytes[index + 1] == bytes[start] { return index }
                // An escaped backslash, and with it the quote behind.
                index += bytes[index + 1] == UInt8(ascii: "\\") ? 4 : 2
            } else {
                index += 1
            }
        }
        return nil
    }

    /// Behind the bracket that closes the one at `start`.
    private func container(from start: Int) -> Int {
        var depth = 0
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""): index = closing(of: index) ?? bytes.count
            default: break
            }
            index += 1
            if depth == 0 { return min(index, bytes.count) }
        }
        return bytes.count
    }

    // MARK: - Characters

    private func skipBlanks(from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index]) { index += 1 }
        return index
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "_-.%$[]".utf8.contains(byte)
        }
    }

    private static func endsValue(_ byte: UInt8) -> Bool { byte <= 0x20 || "&,;<}])\"'\\".utf8.contains(byte) }
}
