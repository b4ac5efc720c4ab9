internal import Compression
internal import LWSTransport
internal import Timing
internal import WSClient

/// The server's side of one WebSocket session: messages and control frames, the closing handshake, and the faults that
/// the plan wants.
///
///     state    what happens                              next
///     open     Close received: held message, our answer  ended, socket closed
///     open     close(code): held message, our Close      closing
///     open     violation: our Close, FIN                 ended
///     open     fault: RST, or FIN alone                  ended
///     closing  Close received                            ended, socket closed
///     closing  patience is over                          ended, socket closed
///
/// Hot path: an echoed message is copied once, into the outgoing frame, and nothing is allocated for it.
final class ServerSession {
    enum State {
        case open
        case closing
        case ended
    }

    /// A session that leaves more than this unread is not read from until it reads again.
    private static let longestBacklog = 4_194_304

    let id: Int
    /// A fraction of a period in 0..<1, different from session to session.
    let phase: Double
    /// When what is being handled happened.
    var now = Instant(nanoseconds: 0)
    // Shared with the receiving half in ServerSession+Receiving.swift.
    unowned let server: TargetServer
    unowned let peer: AcceptedConnection
    let connection: Connection
    let service: any SessionService
    // Apart from each other, because a message that is being read may be answered meanwhile.
    var reader: MessageReader
    private let deflater: MessageDeflater?
    var state = State.open
    private var faults: MessageFaults
    private var random: FastRandom
    private var held: OutgoingMessage?
    /// Counts the messages that were held, so that a deadline knows its own.
    private var holds = 0
    /// Bytes sent since something last had to wait for the socket.
    private(set) var backlog = 0

    init(
        _ connection: Connection, peer: AcceptedConnection, service: any SessionService, codec: SessionCodec,
        server: TargetServer
    ) {
        self.connection = connection
        self.peer = peer
        self.service = service
        reader = codec.reader
        deflater = codec.deflater
        self.server = server
        id = peer.id
        // The fractional parts of multiples of the golden ratio spread evenly however many there are.
        phase = (Double(server.counts.sessions) * 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1)
        faults = MessageFaults(server.plan.faults)
        random = FastRandom(seed: server.plan.seed, stream: server.counts.sessions)
    }

    /// The handshake is answered: what the plan has in store for every session is scheduled.
    func begin(at instant: Instant) {
        now = instant
        let plan = server.plan.faults
        if let close = plan.close { schedule(.close(code: close.code), after: close.after) }
        if let after = plan.resetAfter { schedule(.reset, after: after) }
        if let after = plan.endAfter { schedule(.endStream, after: after) }
        if plan.neverReads { connection.setReading(false) }
    }

    // MARK: - Events

    enum Event {
        case tick
        case send(OutgoingMessage)
        /// The held message of this number has waited long enough.
        case release(Int)
        case close(code: UInt16?)
        case reset
        case endStream
    }

    func handle(_ event: Event, at instant: Instant) {
        now = instant
        if case .send(let message) = event { return deliver(message) }
        guard state == .open else { return }
        switch event {
        case .tick: service.tick(in: self)
        case .send: break
        case .release(let number): if number == holds { releaseHeld() }
        case .close(let code): close(code: code)
        case .reset:
            state = .ended
            server.counts.resets += 1
            connection.reset()
        case .endStream:
            state = .ended
            server.counts.endsOfStream += 1
            peer.end(.finish)
        }
    }

    private func schedule(_ event: Event, after delay: Nanoseconds) {
        server.schedule(.session(id, event), at: now + delay)
    }

    // MARK: - What a service may do

    /// Sends a data message, unless a fault has other plans for it.
    func send(_ bytes: UnsafeRawBufferPointer, isText: Bool) {
        guard server.plan.faults.countsMessages else { return unsafe emit(bytes, isText: isText, kind: .data) }
        switch faults.next() {
        case .drop: server.counts.dropped += 1
        case .send(let copies): unsafe emit(bytes, isText: isText, copies: copies)
        case .hold:
            held = unsafe OutgoingMessage(bytes, isText: isText, kind: .data)
            holds += 1
            schedule(.release(holds), after: FaultPlan.longestHold)
        case .sendBeforeHeld(let copies):
            unsafe emit(bytes, isText: isText, copies: copies)
            server.counts.swapped += 1
            emitHeld()
        }
    }

    /// Composes a text message in the loop's buffer and sends it.
    func compose(as kind: MessageKind, _ write: (inout MessageText) -> Void) {
        server.text.clear()
        write(&server.text)
        // Borrowed from the buffer, which nobody writes to before this returns.
        unsafe server.text.bytes.withUnsafeBytes { bytes in
            switch kind {
            case .data: unsafe send(bytes, isText: true)
            case .subscription: unsafe emit(bytes, isText: true, kind: .subscription)
            }
        }
    }

    /// Asks for `SessionService.tick(in:)`.
    ///
    /// Rounded up to whole milliseconds, so that the ticks of thousands of sessions share their wakes.
    func tick(at instant: Instant) {
        let millisecond: Int64 = 1_000_000
        let rounded = (instant.nanoseconds + millisecond - 1) / millisecond * millisecond
        server.schedule(.session(id, .tick), at: Instant(nanoseconds: rounded))
    }

    /// Counts a tick that is about to be made.
    ///
    /// - Returns: false when the session does not read what it has: the tick is then left out.
    func takesTick() -> Bool {
        guard backlog <= Self.longestBacklog else {
            server.counts.ticksSkipped += 1
            return false
        }
        server.counts.ticks += 1
        return true
    }

    /// Starts the closing handshake.
    ///
    /// - Parameter code: nil for a Close without a payload.
    func close(code: UInt16?) {
        guard state == .open else { return }
        releaseHeld()
        sendClose(code)
        state = .closing
        server.schedule(.abandon(connection: id), at: now + AcceptedConnection.patience)
    }

    // MARK: - Sending

    private func emit(_ bytes: UnsafeRawBufferPointer, isText: Bool, copies: Int) {
        if copies == 2 { server.counts.duplicated += 1 }
        for _ in 0..<copies { unsafe emit(bytes, isText: isText, kind: .data) }
    }

    private func emit(_ bytes: UnsafeRawBufferPointer, isText: Bool, kind: MessageKind) {
        let plan = server.plan.faults
        guard plan.delaysMessages else { return unsafe transmit(bytes, isText: isText, kind: kind) }
        let jitter = plan.jitter > .zero ? Int64(random.below(UInt64(plan.jitter.count))) : 0
        let message = unsafe OutgoingMessage(bytes, isText: isText, kind: kind)
        schedule(.send(message), after: plan.delay + Nanoseconds(jitter))
    }

    private func emitHeld() {
        guard let message = held else { return }
        held = nil
        unsafe message.bytes.withUnsafeBytes { unsafe emit($0, isText: message.isText, kind: message.kind) }
    }

    /// Sends the held message without waiting for its successor.
    func releaseHeld() {
        guard held != nil else { return }
        faults.release()
        emitHeld()
    }

    private func deliver(_ message: OutgoingMessage) {
        guard state == .open else {
            server.countUnsent(message)
            return
        }
        unsafe message.bytes.withUnsafeBytes { unsafe transmit($0, isText: message.isText, kind: message.kind) }
    }

    private func transmit(_ bytes: UnsafeRawBufferPointer, isText: Bool, kind: MessageKind) {
        let outcome = unsafe server.writer.frame(
            isText ? .text : .binary, capacity: bytes.count, deflater: deflater,
            render: { area in
                unsafe area.copyMemory(from: bytes)
                return bytes.count
            }, send: { unsafe connection.send($0) })
        guard outcome != .gone else { return }
        server.counts.countSent(kind, byteCount: bytes.count)
        if outcome == .queued { queued(bytes.count) }
    }

    private func queued(_ byteCount: Int) {
        backlog += byteCount
        if backlog > Self.longestBacklog { connection.setReading(false) }
    }

    /// Nothing waits for the socket any more.
    func drained() {
        if backlog > Self.longestBacklog, !server.plan.faults.neverReads { connection.setReading(true) }
        backlog = 0
    }

    func sendClose(_ code: UInt16?) {
        let payload = code.map { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] } ?? []
        server.counts.closesSent[TargetCounts.key(of: code.map { Int($0) }), default: 0] += 1
        // Borrowed for the call.
        _ = unsafe payload.withUnsafeBytes { bytes in
            unsafe server.writer.frame(.close, payload: bytes) { unsafe connection.send($0) }
        }
    }

    /// What is held when the connection is gone will never leave.
    func discardHeld() {
        guard let message = held else { return }
        held = nil
        server.countUnsent(message)
    }
}
