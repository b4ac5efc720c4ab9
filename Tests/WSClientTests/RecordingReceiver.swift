import Compression
import WSClient

/// Keeps what a reader delivers, in order.
final class RecordingReceiver: MessageReceiver {
    enum Event: Equatable, Sendable {
        case message([UInt8], length: Int, isText: Bool)
        case ping([UInt8])
        case pong([UInt8])
        case close(Int?, [UInt8])
    }

    private(set) var events: [Event] = []
    /// The longest content a message brought along.
    private(set) var longestKept = 0

    // Borrowed bytes are copied within the call that lends them.

    func received(_ bytes: UnsafeRawBufferPointer, length: Int, isText: Bool) {
        longestKept = max(longestKept, bytes.count)
        events.append(.message(unsafe Array(bytes), length: length, isText: isText))
    }

    func receivedPing(_ payload: UnsafeRawBufferPointer) { events.append(.ping(unsafe Array(payload))) }

    func receivedPong(_ payload: UnsafeRawBufferPointer) { events.append(.pong(unsafe Array(payload))) }

    func receivedClose(code: Int?, reason: UnsafeRawBufferPointer) {
        events.append(.close(code, unsafe Array(reason)))
    }
}

/// What came of reading some bytes.
struct ReadingOutcome: Equatable, Sendable {
    var events: [RecordingReceiver.Event]
    var violation: ProtocolViolation?

    /// Reads `pieces` one after another until they end or break the protocol.
    static func of(
        _ pieces: [[UInt8]], role: Role = .client, retained: Int = 1 << 20, inflater: MessageInflater? = nil
    ) -> ReadingOutcome {
        var reader = MessageReader(role: role, retained: retained)
        reader.inflater = inflater
        let receiver = RecordingReceiver()
        for piece in pieces {
            do {
                try reader.read(piece, for: receiver)
            } catch {
                return ReadingOutcome(events: receiver.events, violation: error)
            }
        }
        return ReadingOutcome(events: receiver.events, violation: nil)
    }
}

extension MessageReader {
    /// Reads from a copy, because unmasking happens in place.
    mutating func read(
        _ bytes: [UInt8], for receiver: RecordingReceiver, while goesOn: () -> Bool = { true }
    ) throws(ProtocolViolation) {
        // The copy lives until the reader is done with it.
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { unsafe copy.deallocate() }
        unsafe copy.copyBytes(from: bytes)
        try unsafe read(UnsafeRawBufferPointer(copy), for: receiver, while: goesOn)
    }
}
