internal import Synchronization

/// What the server counts while it runs: written on its thread, read on any. Each stands for itself, so that no order
/// between them matters.
final class WebCounts: Sendable {
    private let openStreams = Atomic<Int>(0)
    private let skippedEvents = Atomic<Int>(0)
    private let mostUnsentBytes = Atomic<Int>(0)

    /// Event streams open now.
    var listeners: Int { openStreams.load(ordering: .relaxed) }
    /// Events not sent to a stream because an earlier one still waited for its socket.
    var skipped: Int { skippedEvents.load(ordering: .relaxed) }
    /// The most bytes that ever waited for the socket of one event stream.
    var mostUnsent: Int { mostUnsentBytes.load(ordering: .relaxed) }

    func streamOpened() { openStreams.add(1, ordering: .relaxed) }
    func streamEnded() { openStreams.subtract(1, ordering: .relaxed) }
    func eventSkipped() { skippedEvents.add(1, ordering: .relaxed) }
    func note(unsent bytes: Int) { mostUnsentBytes.max(bytes, ordering: .relaxed) }
}
