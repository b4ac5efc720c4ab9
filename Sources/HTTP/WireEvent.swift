package import Timing

/// What goes over a connection, for somebody who looks on. Nothing of it is made when nobody does.
package enum WireEvent: Sendable {
    /// A request as it left, body included.
    case request([UInt8])
    /// A request that never left.
    case unsent
    /// An answer's head, and its body; where what comes is no answer to a request but a session, none, and where the
    /// connection is given up for it, what came along.
    case answer(HTTPHead, body: [UInt8])
    /// What came in place of an answer.
    case garbage([UInt8])
    case frame(WireFrame)
    /// A dispatched event; nil for an ID that it does not set.
    case event(type: [UInt8], id: [UInt8]?, data: [UInt8])
    case comment([UInt8])
    case reconnectionTime(Nanoseconds)
}

/// A WebSocket message, its fragments together and without compression, or a control frame (RFC 6455 §5.5).
package struct WireFrame: Sendable {
    package enum Kind: Sendable, Equatable {
        case text, binary, ping, pong
        /// nil for one without a code.
        case close(code: Int?)
    }

    package var kind: Kind
    /// Whether it is ours.
    package var isSent: Bool
    /// A close's reason; of a long message the beginning.
    package var payload: [UInt8]
    /// Of the whole payload.
    package var length: Int

    package init(_ kind: Kind, isSent: Bool, payload: [UInt8], length: Int? = nil) {
        self.kind = kind
        self.isSent = isSent
        self.payload = payload
        self.length = length ?? payload.count
    }
}

/// Looks on as a connection is used. Called in the middle of it, so that it must not use the connection itself.
package typealias WireObserver = (WireEvent) -> Void
