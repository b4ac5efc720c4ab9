internal import LWSTransport
internal import Timing

/// The server's side of one streamed answer: its events as they come due, comments between them, and the faults that
/// its plan wants.
///
///     state  what happens                                        next
///     open   the last event has left, and the body ends in order  ended, the connection serves another request
///     open   fault: RST, or FIN inside a part                     ended
///     open   the peer leaves too much unread: RST                 ended
///     open   the peer is gone                                     ended
///
/// While the socket is full nothing is made: events wait as numbers, so that a peer that does not read costs no memory.
///
/// Hot path: an event is composed and framed in buffers of the server, and leaves in one `send`.
final class ServerStream {
    enum Event {
        /// The next event may be due.
        case due
        case heartbeat
        /// A delayed event.
        case send(OutgoingEvent)
        /// The held event of this number has waited long enough.
        case release(Int)
        case end(StreamEnd)
    }

    /// A stream whose peer leaves more events waiting is reset.
    static let mostWaiting = 1_024
    /// How many events a stream may make before others have their turn.
    private static let burst = 256
    /// Between two looks at how many events wait for a full socket.
    private static let patience = Nanoseconds.milliseconds(10)

    /// Distinguishes the streams of a connection.
    let ordinal: Int
    // Shared with the sending half in ServerStream+Sending.swift.
    unowned let server: TargetServer
    let connection: Connection
    let plan: StreamPlan
    var source: any EventSource
    var faults: MessageFaults
    var random: FastRandom
    var held: OutgoingEvent?
    /// Counts the events that were held, so that a deadline knows its own.
    var holds = 0
    /// Events that were delayed and have not left.
    var delayed = 0
    private unowned let peer: AcceptedConnection
    private(set) var isOpen = true
    /// Events made, dropped and delayed ones too.
    private(set) var made = 0
    /// After how many events the body ends, and how.
    private let end: (after: Int, how: StreamEnd)?
    /// The `due` that is scheduled.
    private var wake = Instant.distantFuture
    private var start = Instant(nanoseconds: 0)
    private var beats = 0

    init(
        _ connection: Connection, peer: AcceptedConnection, source: any EventSource, plan: StreamPlan,
        server: TargetServer
    ) {
        self.connection = connection
        self.peer = peer
        self.source = source
        self.plan = plan
        self.server = server
        ordinal = server.counts.streams.opened
        faults = MessageFaults(plan.faults)
        random = FastRandom(seed: server.plan.seed, stream: ordinal)
        end = StreamEnd.first(of: source, plan.faults.events)
    }

    // MARK: - Events

    /// The head leaves, with what comes before any event.
    func begin(keepsConnection: Bool, at instant: Instant) {
        start = instant
        if let point = plan.resumed {
            server.counts.streams.resumed += 1
            server.counts.streams.skipped += point.skipped
        }
        server.text.clear()
        source.composePreamble(into: &server.text)
        server.frame.clear()
        appendHead(keepsConnection: keepsConnection)
        plan.framing.append(server.text.bytes[...], to: &server.frame)
        sendFrame()
        if let close = plan.faults.close { schedule(.end(.inOrder), at: start + close.after) }
        if let after = plan.faults.resetAfter { schedule(.end(.reset), at: start + after) }
        if let after = plan.faults.endAfter { schedule(.end(.unfinished), at: start + after) }
        beat()
        proceed(at: instant)
    }

    private func appendHead(keepsConnection: Bool) {
        server.frame.append("HTTP/1.1 200 OK\r\nContent-Type: ")
        server.frame.append(plan.faults.events.hasWrongType ? "text/html" : source.contentType)
        server.frame.append("\r\nCache-Control: no-store\r\n")
        server.frame.append(plan.framing.field)
        if !keepsConnection || plan.framing == .close { server.frame.append("Connection: close\r\n") }
        server.frame.append("\r\n")
    }

    func handle(_ event: Event, at instant: Instant) {
        if case .send = event { delayed -= 1 }
        guard isOpen else { return discard(event) }
        switch event {
        case .due: if wake <= instant { wake = .distantFuture }
        case .heartbeat:
            comment()
            return beat()
        case .send(let event): transmit(event.bytes[...], number: event.number, isFinished: event.isFinished)
        case .release(let number): if number == holds { releaseHeld(at: instant) }
        case .end(let how): return finish(how)
        }
        proceed(at: instant)
    }

    /// An event whose stream is over.
    private func discard(_ event: Event) {
        if case .send = event { server.counts.unsent += 1 }
    }

    func schedule(_ event: Event, at due: Instant) {
        server.schedule(.stream(connection: peer.id, ordinal: ordinal, event), at: due)
    }

    /// Makes what is due, and looks when to come back.
    private func proceed(at instant: Instant) {
        var budget = Self.burst
        while isOpen, budget > 0, mayMake, let due = source.nextDue, due <= instant {
            made += 1
            budget -= 1
            make(isLast: end.map { $0.after == made && $0.how == .inOrder } ?? false, at: instant)
        }
        guard isOpen, !endsNow(at: instant) else { return }
        guard made != end?.after, let due = source.nextDue else { return }
        if connection.hasPendingOutput {
            guard source.waiting(at: instant) <= Self.mostWaiting else {
                server.counts.streams.overflowed += 1
                return close { connection.reset() }
            }
            return wake(at: max(due, instant + Self.patience))
        }
        wake(at: due)
    }

    private var mayMake: Bool { made != end?.after && !connection.hasPendingOutput }

    private func wake(at instant: Instant) {
        guard instant < wake else { return }
        wake = instant
        schedule(.due, at: instant)
    }

    /// From the start, not from the last beat: a late one does not slow the others.
    private func beat() {
        guard let heartbeat = plan.heartbeat else { return }
        beats += 1
        schedule(.heartbeat, at: start + Nanoseconds(heartbeat.count * Int64(beats)))
    }

    /// Nothing waits for the socket any more.
    func drained(at instant: Instant) {
        if isOpen { proceed(at: instant) }
    }

    // MARK: - Ending

    /// Ends the body when every event has left.
    private func endsNow(at instant: Instant) -> Bool {
        guard let end, made == end.after else { return false }
        releaseHeld(at: instant)
        guard delayed == 0, !connection.hasPendingOutput else { return false }
        finish(end.how)
        return true
    }

    /// Ends the body now, and with it the connection where nothing else delimits it.
    func finish(_ how: StreamEnd) {
        guard isOpen else { return }
        switch how {
        case .inOrder where isCutShort: finish(.unfinished)
        case .inOrder:
            server.counts.streams.endedInOrder += 1
            close {
                send(plan.framing.end)
                peer.streamEnded(isDelimited: plan.framing != .close)
            }
        case .unfinished, .inside:
            server.counts.streams.cut += 1
            close {
                if how == .inside { send(plan.framing.unfinishedPart) }
                peer.end(.finish)
            }
        case .reset:
            server.counts.streams.cut += 1
            close { connection.reset() }
        }
    }

    /// Whether less has left than the body's length promises.
    private var isCutShort: Bool {
        if case .length = plan.framing { made != end?.after } else { false }
    }

    private func close(_ work: () -> Void) {
        isOpen = false
        server.ended(self)
        discardHeld()
        work()
    }

    /// The connection is gone.
    func gone() {
        guard isOpen else { return }
        server.counts.streams.leftByPeer += 1
        close {}
    }
}
