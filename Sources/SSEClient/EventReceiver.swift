package import Timing

/// What a stream's bytes say, one thing at a time. Borrowed bytes are valid within the call only.
package protocol EventReceiver: AnyObject {
    func received(_ event: borrowing StreamEvent)
    /// The stream set its last event ID: told at the end of the block that says so, before the block's event if it has
    /// one. Empty resets it.
    func receivedLastEventID(_ id: UnsafeRawBufferPointer)
    /// What follows the colon, without the one space that may precede it.
    func receivedComment(_ text: UnsafeRawBufferPointer)
    func receivedReconnectionTime(_ time: Nanoseconds)
}

/// An event was longer than the limit: its data, type and ID, and the line being read.
package struct OversizedEvent: Error, Equatable, CustomStringConvertible {
    /// In bytes.
    package let limit: Int

    package init(limit: Int) { self.limit = limit }

    package var description: String { "an event of more than \(limit) bytes" }
}
