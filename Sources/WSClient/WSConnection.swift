internal import Compression
package import HTTP
package import LWSTransport
package import TLS
package import Timing

/// A client's WebSocket on one connection: the opening handshake, messages and control frames, the closing handshake.
///
///     state        what happens                         next        told
///     handshaking  answer validated                     open        established
///     handshaking  refused while somebody looks on      refused     –
///     handshaking  anything else                        finished    failed
///     refused      body complete, end, abandon()        finished    failed
///     open         Close received                       finished    ended(closedByPeer), after our answer
///     open         close() called                       closing     –
///     open         violation                            finished    ended(protocolError), after our Close
///     open         end of stream                        finished    ended(lost)
///     closing      Close received                       finished    ended(closedByClient)
///     closing      end of stream, violation, deadline   finished    ended(closedByClient, unclean)
///     finished     socket closed                        gone        gone
///
/// After a closing handshake the server closes the socket first (RFC 6455 §7.1.1), so that TIME_WAIT is not ours; the
/// owner calls `abandon()` when it takes too long.
package final class WSConnection: ConnectionHandler, MessageReceiver {
    private enum State: Equatable {
        case handshaking
        case refused
        case open
        case closing(Int)
        case finished
        case gone
    }

    /// How much of a long message is kept for matching and sequence fields.
    package static let retained = 65_536
    /// Pongs are not queued behind more than this: RFC 6455 §5.5.3 lets us answer the latest ping only.
    private static let pongBacklog = 16

    /// Strong, because an unowned reference is counted at every use; the owner lets go of us in `webSocketGone`.
    private let delegate: any WSConnectionDelegate
    private let writer: FrameWriter
    /// nil as a rule: then nothing is made for it.
    private let observer: WireObserver?
    private var state = State.handshaking
    private var connection: Connection?
    private var reader = MessageReader(role: .client, retained: WSConnection.retained)
    private var deflater: MessageDeflater?
    private var queuedPongs = 0
    /// The peer has sent its Close, and nothing after it yet.
    private var isPeerClosed = false
    private var now = Instant(nanoseconds: 0)
    /// The handshake in progress; nil once it is judged, so that an established session does not keep it.
    private var handshake: Handshake?

    /// Whose body is still to come, for the observer.
    private var refusal: RefusedAnswer?

    private final class Handshake {
        let request: [UInt8]
        let validator: UpgradeValidator
        var answer = HTTPHeadReader()

        init(request: [UInt8], validator: UpgradeValidator) {
            self.request = request
            self.validator = validator
        }
    }

    /// - Parameters:
    ///   - request: what the handshake asks for.
    ///   - delegate: keeps this connection until `webSocketGone`, or until `dial` throws.
    ///   - writer: the loop's.
    ///   - random: makes the handshake's key.
    ///   - observer: looks on; called before the delegate is.
    package init(
        _ request: UpgradeRequest, delegate: any WSConnectionDelegate, writer: FrameWriter, random: inout FastRandom,
        observer: WireObserver? = nil
    ) {
        self.delegate = delegate
        self.writer = writer
        self.observer = observer
        let key = HandshakeKey.make(&random)
        handshake = Handshake(
            request: request.bytes(key: key),
            validator: UpgradeValidator(
                key: key, subprotocols: request.subprotocols, offeredCompression: request.offersCompression))
    }

    /// - Throws: `DialFailure` when it failed on the spot; the delegate then hears nothing.
    package func dial(
        on transport: TransportContext, address: String, port: Int, source: String?, tls: TLSContext?, host: String
    ) throws(DialFailure) {
        do {
            connection = try transport.dial(
                address: address, port: port, source: source, tls: tls, host: host, handler: self)
        } catch {
            throw DialFailure(error)
        }
    }

    /// Whether bytes already sent still wait for the socket: the next message has to wait as well.
    package var isBlocked: Bool { connection?.hasPendingOutput ?? false }
    package var isOpen: Bool { state == .open }

    // MARK: - Sending

    /// Sends a message that `render` writes into at most `capacity` bytes.
    ///
    /// - Returns: false when the connection is not open.
    package func send(isText: Bool, capacity: Int, render: (UnsafeMutableRawBufferPointer) -> Int) -> Bool {
        guard state == .open, let connection else { return false }
        if let observer {
            return unsafe send(isText: isText, capacity: capacity, render: render, before: observer, on: connection)
        }
        let outcome = unsafe writer.frame(
            isText ? .text : .binary, capacity: capacity, deflater: deflater, render: render
        ) { unsafe connection.send($0) }
        return outcome != .gone
    }

    /// The same while somebody looks on.
    private func send(
        isText: Bool, capacity: Int, render: (UnsafeMutableRawBufferPointer) -> Int, before observer: WireObserver,
        on connection: Connection
    ) -> Bool {
        let outcome = unsafe writer.frame(
            isText ? .text : .binary, capacity: capacity, deflater: deflater,
            render: { area in
                let length = unsafe render(area)
                // Copied out of the writer's buffer, before it is masked there.
                let payload = unsafe Array(area[..<length])
                observer(.frame(WireFrame(isText ? .text : .binary, isSent: true, payload: payload)))
                return length
            }
        ) { unsafe connection.send($0) }
        return outcome != .gone
    }

    /// Sends a ping of at most 125 bytes (RFC 6455 §5.5).
    ///
    /// - Returns: false when the connection is not open.
    package func ping(_ payload: UnsafeRawBufferPointer) -> Bool {
        guard state == .open, let connection else { return false }
        // Borrowed, copied.
        observer?(.frame(WireFrame(.ping, isSent: true, payload: unsafe Array(payload))))
        return unsafe writer.frame(.ping, payload: payload) { unsafe connection.send($0) } != .gone
    }

    /// Starts the closing handshake; `ended` follows with the answer, the end of the stream, or `abandon()`. Of the
    /// reason as much is sent as a control frame holds (RFC 6455 §5.5), cut between characters.
    package func close(code: Int, reason: String = "") {
        guard state == .open else { return }
        state = .closing(code)
        sendClose(code, reason: reason)
    }

    /// Closes the socket without waiting any longer. A session in its closing handshake ends uncleanly.
    package func abandon(at instant: Instant = .now()) {
        now = instant
        if case .closing(let code) = state { end(.closedByClient(code: code, unclean: true)) }
        if state == .refused { endRefusal() }
        connection?.close()
    }

    /// RFC 6455 §5.5: a control frame carries at most 125 bytes, two of them the code.
    private static let longestReason = 123

    private func sendClose(_ code: Int, reason: String = "") {
        guard let connection else { return }
        var text = reason
        while text.utf8.count > Self.longestReason { text.removeLast() }
        observer?(.frame(WireFrame(.close(code: code), isSent: true, payload: Array(text.utf8))))
        let payload = [UInt8(truncatingIfNeeded: code >> 8), UInt8(truncatingIfNeeded: code)] + Array(text.utf8)
        _ = unsafe payload.withUnsafeBytes { bytes in
            unsafe writer.frame(.close, payload: bytes) { unsafe connection.send($0) }
        }
    }

    // MARK: - The connection reports

    package func connectionReachedPeer(at instant: Instant) {
        delegate.webSocketReachedPeer(at: instant)
    }

    package func connectionOpened(at instant: Instant) {
        guard let connection, let handshake else { return }
        observer?(.request(handshake.request))
        _ = unsafe handshake.request.withUnsafeBytes { unsafe connection.send($0) }
        delegate.webSocketRequested(at: instant)
    }

    package func connectionReceived(_ bytes: UnsafeRawBufferPointer, at instant: Instant) {
        now = instant
        switch state {
        case .handshaking: unsafe readAnswer(bytes)
        case .refused: unsafe readRefusal(bytes)
        case .open, .closing: unsafe readMessages(bytes)
        case .finished: noteBytesAfterClose(bytes.count)
        case .gone: break
        }
    }

    package func connectionDrained(at instant: Instant) {
        queuedPongs = 0
        if state == .open { delegate.webSocketDrained(at: instant) }
    }

    package func connectionEnded(_ ending: ConnectionEnding, at instant: Instant) {
        now = instant
        switch state {
        case .handshaking: fail(DialFailure(unanswered: ending))
        case .refused: endRefusal()
        case .open: end(.lost(Self.words(for: ending)))
        case .closing(let code): end(.closedByClient(code: code, unclean: true))
        case .finished, .gone: break
        }
        state = .gone
        connection = nil
        delegate.webSocketGone(at: instant)
    }

    private static func words(for ending: ConnectionEnding) -> String {
        switch ending {
        case .finished, .truncated: "end of stream without a Close"
        case .broken(let code): DialFailure(errno: code) == .reset ? "reset by peer" : DialFailure(errno: code).cause
        case .corrupted(let reason): "TLS: \(reason)"
        case .closedLocally: "given up"
        case .failed(let failure): DialFailure(failure).cause
        }
    }

    // MARK: - The opening handshake

    private func readAnswer(_ bytes: UnsafeRawBufferPointer) {
        guard let handshake else { return }
        switch unsafe handshake.answer.read(bytes, start: "HTTP/1.") {
        case .needsMore: return
        case .malformed:
            observer?(.garbage(unsafe Array(bytes)))
            fail(.garbage)
        case .head(let head, let used):
            let outcome = handshake.validator.judge(head)
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[used...])
            if case .status(let status) = outcome {
                return unsafe refuse(RefusedAnswer(head, .http(status)), followedBy: rest)
            }
            // Copied; behind an answer that makes a session come frames.
            if let observer {
                observer(.answer(head, body: outcome.isSession ? [] : unsafe Array(rest)))
            }
            switch outcome {
            case .garbage: fail(.garbage)
            case .status: break
            case .refused(let reason): fail(.upgrade(reason))
            case .accepted(let subprotocol, let deflate):
                guard use(deflate) else { return fail(.upgrade("zlib refused the negotiated window")) }
                self.handshake = nil
                state = .open
                delegate.webSocketEstablished(subprotocol: subprotocol, at: now)
                unsafe readMessages(rest)
            }
        }
    }

    /// Whoever looks on is shown the whole of a refusal; nobody else waits for its body.
    private func refuse(_ answer: RefusedAnswer, followedBy bytes: UnsafeRawBufferPointer) {
        guard observer != nil else { return fail(answer.failure) }
        handshake = nil
        refusal = answer
        state = .refused
        unsafe readRefusal(bytes)
    }

    private func readRefusal(_ bytes: UnsafeRawBufferPointer) {
        unsafe refusal?.read(bytes)
        if refusal?.isComplete == true { endRefusal() }
    }

    private func endRefusal() {
        guard let refusal else { return }
        self.refusal = nil
        observer?(.answer(refusal.head, body: refusal.body))
        fail(refusal.failure)
    }

    /// - Returns: false when zlib cannot make the streams.
    private func use(_ deflate: DeflateParameters?) -> Bool {
        guard let deflate else { return true }
        deflater = MessageDeflater(
            windowBits: deflate.clientMaxWindowBits, resets: deflate.clientNoContextTakeover)
        reader.inflater = MessageInflater(
            windowBits: deflate.serverMaxWindowBits, resets: deflate.serverNoContextTakeover)
        return deflater != nil && reader.inflater != nil
    }

    private func fail(_ failure: DialFailure) {
        handshake = nil
        state = .finished
        delegate.webSocketFailed(failure, at: now)
        connection?.close()
    }

    // MARK: - Messages

    private func readMessages(_ bytes: UnsafeRawBufferPointer) {
        do {
            noteBytesAfterClose(try unsafe reader.read(bytes, for: self) { state == .open || isClosing })
        } catch {
            if case .closing(let code) = state { return end(.closedByClient(code: code, unclean: true)) }
            guard state == .open else { return }
            sendClose(error.closeCode)
            end(.protocolError(error))
        }
    }

    private func noteBytesAfterClose(_ count: Int) {
        guard count > 0, isPeerClosed else { return }
        isPeerClosed = false
        delegate.webSocketReceivedAfterClose(at: now)
    }

    private var isClosing: Bool {
        if case .closing = state { true } else { false }
    }

    // Each is observed first; what is borrowed is copied for it.

    package func received(_ bytes: UnsafeRawBufferPointer, length: Int, isText: Bool) {
        observer?(
            .frame(
                WireFrame(isText ? .text : .binary, isSent: false, payload: unsafe Array(bytes), length: length)))
        unsafe delegate.webSocketReceived(bytes, length: length, isText: isText, at: now)
    }

    package func receivedPing(_ payload: UnsafeRawBufferPointer) {
        observer?(.frame(WireFrame(.ping, isSent: false, payload: unsafe Array(payload))))
        guard state == .open, let connection, queuedPongs < Self.pongBacklog else { return }
        observer?(.frame(WireFrame(.pong, isSent: true, payload: unsafe Array(payload))))
        if unsafe writer.frame(.pong, payload: payload, send: { unsafe connection.send($0) }) == .queued {
            queuedPongs += 1
        }
    }

    package func receivedPong(_ payload: UnsafeRawBufferPointer) {
        observer?(.frame(WireFrame(.pong, isSent: false, payload: unsafe Array(payload))))
        unsafe delegate.webSocketReceivedPong(payload, at: now)
    }

    package func receivedClose(code: Int?, reason: UnsafeRawBufferPointer) {
        isPeerClosed = true
        observer?(.frame(WireFrame(.close(code: code), isSent: false, payload: unsafe Array(reason))))
        if case .closing(let ours) = state { return end(.closedByClient(code: ours, unclean: false)) }
        guard state == .open else { return }
        // RFC 6455 §5.5.1: echo the code; one that must not be on the wire (§7.4) is answered as a violation.
        sendClose(code.map(Self.mayBeSent) ?? true ? code ?? 1000 : 1002)
        end(.closedByPeer(code: code, reason: unsafe String(decoding: reason, as: UTF8.self)))
    }

    private static func mayBeSent(_ code: Int) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    private func end(_ ending: WSEnding) {
        state = .finished
        deflater = nil
        delegate.webSocketEnded(ending, at: now)
    }
}
