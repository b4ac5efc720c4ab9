/// What the target does in one session; all on the loop's thread. Borrowed bytes are valid within the call only.
protocol SessionService: AnyObject {
    /// A complete data message.
    ///
    /// - Returns: as what it counts.
    func received(_ message: UnsafeRawBufferPointer, isText: Bool, in session: ServerSession) -> MessageKind
    /// A tick that was asked for with `ServerSession.tick(at:)` is due.
    func tick(in session: ServerSession)
}

/// As what a message counts, in `TargetCounts` and for the every-n-th rules of a `FaultPlan`.
enum MessageKind: Equatable {
    case data
    /// A subscribing or unsubscribing message, or the acknowledgement of one.
    case subscription
}
