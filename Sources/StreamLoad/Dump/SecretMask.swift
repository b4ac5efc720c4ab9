import Timing

/// Keeps secrets out of what is shown of a run: by the names that stand before them, and, once a value is known to be
/// one, wherever it appears again.
struct SecretMask {
    /// What is shorter than this is no secret, and hiding it would spoil everything else.
    private static let shortest = 4
    /// The longest first: one may be part of another.
    private var known: [String] = []

    init(knowing values: [String] = []) {
        for value in values { learn(value) }
    }

    /// Remembers a secret, and the forms that it takes in URLs and in JSON.
    mutating func learn(_ value: String) {
        guard value.utf8.count >= Self.shortest, value != SecretText.mask else { return }
        let forms =
            [value, Self.percentEncoded(value), Self.percentEncoded(value).replacing("%20", with: "+")]
            + [value.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#).replacing("/", with: #"\/"#)]
        for form in Set(forms) where !known.contains(form) { known.append(form) }
        known.sort { $0.utf8.count > $1.utf8.count }
    }

    /// A text of any format. The secrets of what is ours are those that a service may send back.
    mutating func masked(_ bytes: [UInt8], isOurs: Bool) -> String {
        let (masked, values) = SecretScanner.scan(bytes)
        if isOurs { for value in values { learn(value) } }
        return hidingKnown(String(decoding: masked, as: UTF8.self))
    }

    mutating func masked(_ text: String, isOurs: Bool = false) -> String { masked(Array(text.utf8), isOurs: isOurs) }

    /// The value of a header. Who asks how is no secret, with what is.
    mutating func masked(field name: String, _ value: String, isOurs: Bool) -> String {
        guard SecretText.isSecret(name: name) else { return masked(value, isOurs: isOurs) }
        let words = value.split(separator: " ", maxSplits: 1).map(String.init)
        let isScheme = words.count == 2 && ["basic", "bearer", "digest"].contains(words[0].lowercased())
        if isOurs, name.lowercased() != "sec-websocket-key" {
            learn(isScheme ? words[1] : value)
            for pair in value.split(separator: ";") {
                if let equals = pair.firstIndex(of: "=") { learn(String(pair[pair.index(after: equals)...])) }
            }
        }
        return isScheme ? "\(words[0]) \(SecretText.mask)" : SecretText.mask
    }

    /// Whether bytes that are no text may be shown: nothing finer would be safe.
    func allows(binary bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: Latin1.self)
        return !SecretText.isSecret(name: text) && !known.contains { text.contains($0) }
    }

    /// A text of ours, in which nothing but what is known to be a secret can be one.
    func hidingKnown(_ text: String) -> String {
        known.reduce(text) { $1.isEmpty ? $0 : $0.replacing($1, with: SecretText.mask) }
    }

    /// RFC 3986 §2.3: all but the unreserved characters.
    private static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where "-._~".utf8.contains(byte): encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%" + String(UInt16(byte) | 0x100, radix: 16, uppercase: true).dropFirst()
            }
        }
        return encoded
    }
}

/// Bytes as the characters of the same numbers.
private enum Latin1 {}

extension String {
    fileprivate init(decoding bytes: [UInt8], as: Latin1.Type) {
        self.init(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
