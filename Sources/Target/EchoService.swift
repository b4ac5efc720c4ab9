extension Route {
    /// `/echo`: sends every message back as it came.
    static let echo = Route(path: "/echo", service: .webSocket { _, _ in .admitted(EchoService.shared) })
}

/// Sends every message back, text as text and binary as binary.
///
/// Hot path: one copy into the outgoing frame, no allocation.
final class EchoService: SessionService, Sendable {
    /// It has no state, so one serves all sessions.
    static let shared = EchoService()

    func received(_ message: UnsafeRawBufferPointer, isText: Bool, in session: ServerSession) -> MessageKind {
        unsafe session.send(message, isText: isText)
        return .data
    }

    func tick(in session: ServerSession) {}
}
