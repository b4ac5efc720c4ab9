/// The head of an HTTP/1.1 message (RFC 9112 §2): a start line and fields, read as it arrives.
package struct HTTPHead: Equatable, Sendable {
    package var startLine: String
    /// Names in lower case, values trimmed, in the order of the wire.
    package var fields: [Field]

    package struct Field: Equatable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(startLine: String, fields: [Field]) {
        self.startLine = startLine
        self.fields = fields
    }

    /// All values of a field, joined as RFC 9110 §5.3 allows; nil when it is not there.
    package func value(_ name: String) -> String? {
        guard let first = fields.firstIndex(where: { $0.name == name }) else { return nil }
        let others = fields[(first + 1)...].filter { $0.name == name }
        return others.reduce(fields[first].value) { "\($0), \($1.value)" }
    }

    /// Whether a comma-separated field lists a token, in any case.
    package func lists(_ name: String, _ token: String) -> Bool {
        guard let items = value(name)?.lowercased().split(separator: ",") else { return false }
        return items.contains { $0.trimmed() == token }
    }
}

extension StringProtocol where UTF8View: BidirectionalCollection {
    /// Without the blanks and tabs around it (OWS, RFC 9110 §5.6.3).
    package func trimmed() -> String {
        // Blanks are ASCII, so they may be looked for among the bytes.
        guard let start = utf8.firstIndex(where: { !$0.isBlank }) else { return "" }
        var end = start
        for index in utf8[start...].indices where !utf8[index].isBlank { end = index }
        return String(self[start...end])
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool {
        self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r")
            || self == UInt8(ascii: "\n")
    }
}

/// Gathers a head from bytes however they are cut.
package struct HTTPHeadReader: Sendable {
    /// Bytes; unless another limit is given, a head longer than this is not one.
    package static let longest = 65_536
    private let limit: Int
    private var bytes: [UInt8] = []
    /// Whether a head was malformed because it is longer than the limit.
    package private(set) var isTooLong = false

    package init(limit: Int = HTTPHeadReader.longest) { self.limit = limit }

    package enum Reading: Equatable {
        case needsMore
        /// The head, and how many of the bytes just given belong to it.
        case head(HTTPHead, used: Int)
        case malformed
    }

    /// Whether anything has arrived at all.
    package var isEmpty: Bool { bytes.isEmpty }

    /// Reads on, up to the end of the head. `start` is what the first bytes must be, such as `HTTP/1.`; another start is
    /// malformed at once.
    package mutating func read(_ input: UnsafeRawBufferPointer, start: String) -> Reading {
        let before = bytes.count
        // Borrowed bytes, copied: a head may come in pieces.
        unsafe bytes.append(contentsOf: input.prefix(limit + 1 - bytes.count))
        let expected = Array(start.utf8)
        let common = min(expected.count, bytes.count)
        guard bytes[..<common].elementsEqual(expected[..<common]) else { return .malformed }
        guard let end = Self.endOfHead(bytes, from: max(0, before - 3)) else {
            isTooLong = bytes.count > limit
            return isTooLong ? .malformed : .needsMore
        }
        isTooLong = end > limit
        guard !isTooLong, let head = Self.parse(bytes[..<end]) else { return .malformed }
        bytes = []
        return .head(head, used: end - before)
    }

    /// The index after the blank line; bare line feeds count as line ends (RFC 9112 §2.2).
    private static func endOfHead(_ bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            if bytes[index] == 0x0A {
                let next = index + 1
                if next < bytes.count, bytes[next] == 0x0A { return next + 1 }
                if next + 1 < bytes.count, bytes[next] == 0x0D, bytes[next + 1] == 0x0A { return next + 2 }
            }
            index += 1
        }
        return nil
    }

    /// The lines of a head, without copying any of them on the way.
    private static func parse(_ bytes: ArraySlice<UInt8>) -> HTTPHead? {
        var head: HTTPHead?
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.endIndex
            let line = bytes[start..<(end > start && bytes[end - 1] == 0x0D ? end - 1 : end)]
            start = end + 1
            guard !line.isEmpty else { continue }
            guard head != nil else {
                head = HTTPHead(startLine: String(decoding: line, as: UTF8.self), fields: [])
                continue
            }
            guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex else { return nil }
            head?.fields.append(
                HTTPHead.Field(
                    name: String(decoding: line[..<colon], as: UTF8.self).lowercased(),
                    value: String(decoding: trimmed(line[(colon + 1)...]), as: UTF8.self)))
        }
        return head
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let start = bytes.firstIndex(where: { !$0.isBlank }), let end = bytes.lastIndex(where: { !$0.isBlank })
        else { return [] }
        return bytes[start...end]
    }
}
