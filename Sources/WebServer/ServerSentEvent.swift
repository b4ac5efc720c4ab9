/// Events as they stand in an event stream (WHATWG HTML §9.2.5).
package enum ServerSentEvent {
    /// An event of a type; each line of the data is a field of its own, whichever way it ends.
    package static func bytes(_ event: String, data: [UInt8]) -> [UInt8] {
        precondition(!event.contains { $0.isNewline }, "the type of an event is one line")
        var result = Array("event: \(event)\ndata: ".utf8)
        result.reserveCapacity(result.count + data.count + 2)
        var afterReturn = false
        for byte in data {
            switch byte {
            case UInt8(ascii: "\n") where afterReturn: break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): result += Self.nextLine
            default: result.append(byte)
            }
            afterReturn = byte == UInt8(ascii: "\r")
        }
        result += Self.end
        return result
    }

    private static let nextLine = Array("\ndata: ".utf8)
    private static let end = Array("\n\n".utf8)
}
