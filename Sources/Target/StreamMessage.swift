/// A message to the stream service, as far as it matters there.
struct StreamMessage: Equatable {
    enum Kind: Equatable {
        /// The channels as JSON strings, as they were written.
        case subscribe([[UInt8]])
        case unsubscribe([[UInt8]])
        case ping
        case other
    }

    var kind: Kind
    /// A JSON string or number, as it was written.
    var id: [UInt8]?

    /// Nil for what is not a JSON object.
    init?(_ bytes: UnsafeRawBufferPointer) {
        // Copied: the message is borrowed, and its parts are kept.
        guard let members = unsafe JSONText(Array(bytes)).members() else { return nil }
        func value(of name: String) -> ArraySlice<UInt8>? {
            members.first { $0.name.dropFirst().dropLast().elementsEqual(name.utf8) }?.value
        }
        if let id = value(of: "id"), let first = id.first, Self.startsStringOrNumber(first) { self.id = Array(id) }
        let channels = value(of: "channels").flatMap { JSONText(Array($0)).elements() } ?? []
        let names = channels.filter { $0.first == UInt8(ascii: "\"") }.map { Array($0) }
        switch (value(of: "action") ?? value(of: "type")).map({ String(decoding: $0, as: UTF8.self) }) {
        case "\"subscribe\"": kind = .subscribe(names)
        case "\"unsubscribe\"": kind = .unsubscribe(names)
        case "\"ping\"": kind = .ping
        default: kind = .other
        }
    }

    private static func startsStringOrNumber(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
}

/// Cuts a JSON text (RFC 8259) into the members of its object or the elements of its array. What is in them is passed
/// over, not judged.
struct JSONText {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The members of the object, names with their quotes; nil when the text is no object.
    consuming func members() -> [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)]? {
        var result: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
        guard take("{") else { return nil }
        if take("}") { return result }
        repeat {
            guard let name = value(), name.first == UInt8(ascii: "\""), take(":"), let value = value() else {
                return nil
            }
            result.append((name, value))
        } while take(",")
        return take("}") ? result : nil
    }

    /// The elements of the array; nil when the text is no array.
    consuming func elements() -> [ArraySlice<UInt8>]? {
        var result: [ArraySlice<UInt8>] = []
        guard take("[") else { return nil }
        if take("]") { return result }
        repeat {
            guard let value = value() else { return nil }
            result.append(value)
        } while take(",")
        return take("]") ? result : nil
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: mark) else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    /// Passes over one value: to the comma or bracket behind it that lies in no string and no bracket of its own.
    private mutating func value() -> ArraySlice<UInt8>? {
        skipBlanks()
        let start = index
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                guard skipString() else { return nil }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { return slice(from: start) }
                depth -= 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { return slice(from: start) }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// The value that began at `start`, without the blanks behind it; nil when nothing is left.
    private func slice(from start: Int) -> ArraySlice<UInt8>? {
        var end = index
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        return end > start ? bytes[start..<end] : nil
    }

    private mutating func skipString() -> Bool {
        index += 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "\""):
                index += 1
                return true
            default: index += 1
            }
        }
        return false
    }
}
