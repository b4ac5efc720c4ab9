/// What a request carries.
package enum RequestBody: Sendable, Equatable {
    /// Bytes as they are; without a type, none is named.
    case bytes([UInt8], type: String?)
    /// A JSON text, sent as given.
    case json(String)
    /// The fields of a form, in order.
    case form([Field])

    package struct Field: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var bytes: [UInt8] {
        switch self {
        case .bytes(let bytes, _): bytes
        case .json(let text): Array(text.utf8)
        case .form(let fields):
            Array(fields.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&").utf8)
        }
    }

    /// The value of Content-Type.
    package var type: String? {
        switch self {
        case .bytes(_, let type): type
        case .json: "application/json"
        case .form: "application/x-www-form-urlencoded"
        }
    }

    /// The urlencoded form of a name or value (WHATWG URL §5.2).
    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x20: encoded += "+"
            default: encoded += "%" + String(UInt16(byte) | 0x100, radix: 16, uppercase: true).dropFirst()
            }
        }
        return encoded
    }
}
