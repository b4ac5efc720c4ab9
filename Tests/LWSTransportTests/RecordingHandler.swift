import LWSTransport
import Timing

/// One side of a connection in a test: keeps what it is told, and does what the test wants on each occasion.
final class RecordingHandler: ConnectionHandler {
    /// Set by the dial's caller or by the accepting listener.
    var connection: Connection?
    var whenOpened: (Connection) -> Void = { _ in }
    var whenReceived: (Connection, [UInt8]) -> Void = { _, _ in }
    var whenDrained: (Connection) -> Void = { _ in }

    private(set) var hasReachedPeer = false
    private(set) var isOpened = false
    private(set) var received: [UInt8] = []
    private(set) var drains = 0
    private(set) var endings: [ConnectionEnding] = []
    /// What was told after the end, which must be nothing.
    private(set) var afterEnd = 0
    private let happened: () -> Void

    /// - Parameter happened: called after every event, so that a waiting loop can look again.
    init(happened: @escaping () -> Void) { self.happened = happened }

    var ending: ConnectionEnding? { endings.first }

    func connectionReachedPeer(at instant: Instant) {
        note { hasReachedPeer = true }
    }

    func connectionOpened(at instant: Instant) {
        note {
            isOpened = true
            if let connection { whenOpened(connection) }
        }
    }

    func connectionReceived(_ bytes: UnsafeRawBufferPointer, at instant: Instant) {
        // Borrowed bytes, copied within the call that lends them.
        let copy = unsafe Array(bytes)
        note {
            received += copy
            if let connection { whenReceived(connection, copy) }
        }
    }

    func connectionDrained(at instant: Instant) {
        note {
            drains += 1
            if let connection { whenDrained(connection) }
        }
    }

    func connectionEnded(_ ending: ConnectionEnding, at instant: Instant) {
        note { endings.append(ending) }
        connection = nil
    }

    private func note(_ work: () -> Void) {
        if !endings.isEmpty { afterEnd += 1 }
        work()
        happened()
    }
}

extension Connection {
    /// Sends a copy.
    @discardableResult
    func send(_ bytes: [UInt8]) -> SendOutcome {
        // Borrowed for the length of the call.
        unsafe bytes.withUnsafeBytes { unsafe send($0) }
    }

    @discardableResult
    func send(_ text: String) -> SendOutcome { send(Array(text.utf8)) }
}
