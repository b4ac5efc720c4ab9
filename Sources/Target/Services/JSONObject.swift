internal import HTTP

/// A JSON object under construction (RFC 8259 §4).
struct JSONObject {
    private var text = MessageText()

    init() { text.append("{") }

    /// The object, complete.
    var bytes: [UInt8] { text.bytes + [UInt8(ascii: "}")] }

    private mutating func begin(_ name: String) {
        text.append(text.bytes.count > 1 ? ",\"" : "\"")
        text.append(name)
        text.append("\":")
    }

    mutating func add(_ name: String, _ value: String) {
        begin(name)
        text.append(quoted: value)
    }

    mutating func add(_ name: String, _ value: Int) {
        begin(name)
        text.append(integer: value)
    }

    mutating func add(_ name: String, _ value: Bool) {
        begin(name)
        text.append(value ? "true" : "false")
    }

    /// A finite number, as short as it can be said.
    mutating func add(_ name: String, _ value: Double) {
        begin(name)
        text.append(value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)")
    }

    /// A price or another number of hundredths, not negative.
    mutating func add(_ name: String, hundredths value: Int) {
        begin(name)
        text.append(hundredths: value)
    }

    mutating func add(_ name: String, _ values: [String]) {
        begin(name)
        text.append("[")
        for (index, value) in values.enumerated() {
            if index > 0 { text.append(",") }
            text.append(quoted: value)
        }
        text.append("]")
    }

    /// A value that is JSON already.
    mutating func add(_ name: String, json: some Sequence<UInt8>) {
        begin(name)
        text.append(Array(json))
    }

    mutating func add(_ name: String, objects: [JSONObject]) {
        begin(name)
        text.append("[")
        for (index, object) in objects.enumerated() {
            if index > 0 { text.append(",") }
            text.append(object.bytes)
        }
        text.append("]")
    }
}

extension MessageText {
    mutating func append(integer number: Int) {
        if number < 0 { append("-") }
        append(decimal: Int(number.magnitude))
    }

    /// A JSON string (RFC 8259 §7).
    mutating func append(quoted value: String) {
        append("\"")
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            append(value)
        } else {
            for scalar in value.unicodeScalars {
                switch scalar {
                case "\"": append("\\\"")
                case "\\": append("\\\\")
                case "\u{0}"..<" ":
                    append(scalar.value < 16 ? "\\u000" : "\\u00")
                    append(String(scalar.value, radix: 16))
                default: append(String(scalar))
                }
            }
        }
        append("\"")
    }
}

extension HTTPAnswer {
    /// An answer whose body is one JSON object.
    static func object(_ status: Int, _ write: (inout JSONObject) -> Void) -> HTTPAnswer {
        var object = JSONObject()
        write(&object)
        return HTTPAnswer(status: status, body: object.bytes)
    }
}
