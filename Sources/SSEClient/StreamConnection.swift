package import HTTP
package import LWSTransport
package import TLS
package import Timing

/// A client's stream on one connection: the request, the answer, events until it ends.
///
///     state       what happens                              next        told
///     requesting  answer is a stream                        streaming   established
///     requesting  204                                       finished    established, ended(noContent)
///     requesting  redirect with a location                  finished    redirected; the socket is closed
///     requesting  refused while somebody looks on           refused     –
///     requesting  anything else                             finished    failed; the socket is closed
///     refused     body complete, end, abandon()             finished    failed; the socket is closed
///     streaming   body complete                             finished    ended(endOfStream)
///     streaming   body or event breaks its rules            finished    ended(protocolError); the socket is closed
///     streaming   close() called                            finished    ended(closedByClient), and FIN
///     streaming   end of the connection                     finished    ended(endOfStream) or ended(lost)
///     finished    socket closed                             gone        gone
///
/// Each connection carries one stream and asks the server to close it; the owner calls `abandon()` when that takes too
/// long. The delegate may call `close()` from within any call: nothing but `ended` and `gone` is told after it.
package final class StreamConnection: ConnectionHandler, EventReceiver {
    private enum State {
        case requesting
        case refused
        case streaming
        case finished
        case gone
    }

    /// Strong, because an unowned reference is counted at every use; the owner lets go of us in `streamGone`.
    private let delegate: any StreamDelegate
    private let format: StreamFormat
    /// nil as a rule: then nothing is made for it.
    private let observer: WireObserver?
    private var state = State.requesting
    private var connection: Connection?
    /// The request until it is sent, then nothing: an idle stream keeps no copy.
    private var request: [UInt8]
    /// Nil once the answer is judged.
    private var answer: ResponseReader? = ResponseReader()
    /// Whose body is still to come, for the observer.
    private var refusal: RefusedAnswer?
    private var body = BodyReader(.untilClose)
    private var parser: StreamParser
    private var hasReceivedBody = false
    private var now = Instant(nanoseconds: 0)

    /// Where a further connection would resume: what the stream has set, or was resumed at, so far.
    package private(set) var lastEventID: [UInt8]

    /// - Parameters:
    ///   - request: what is asked for.
    ///   - largestEvent: bytes that an event's data, type and ID may have; more is a protocol error.
    ///   - delegate: keeps this connection until `streamGone`, or until `dial` throws.
    ///   - observer: looks on; called before the delegate is.
    package init(
        _ request: StreamRequest, largestEvent: Int, delegate: any StreamDelegate, observer: WireObserver? = nil
    ) {
        self.delegate = delegate
        self.observer = observer
        format = request.format
        self.request = request.bytes()
        lastEventID = request.lastEventID
        parser = StreamParser(request.format, largestEvent: largestEvent, lastEventID: request.lastEventID)
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

    /// Whether the stream is established and has not ended.
    package var isStreaming: Bool { state == .streaming }

    /// Ends an established stream, told at once, and our side of the connection (FIN): a server that hears of it closes,
    /// and `abandon()` need not wait for one that does not. Before and after that, only `abandon()` ends anything.
    package func close(at instant: Instant = .now()) {
        guard state == .streaming else { return }
        now = instant
        end(.closedByClient)
        connection?.finishSending()
    }

    /// Closes the socket without waiting any longer.
    package func abandon() {
        endRefusal()
        connection?.close()
    }

    // MARK: - The connection reports

    package func connectionReachedPeer(at instant: Instant) {
        delegate.streamReachedPeer(at: instant)
    }

    package func connectionOpened(at instant: Instant) {
        guard let connection else { return }
        observer?(.request(request))
        // Lent for the call; the connection copies what the socket does not take.
        _ = unsafe request.withUnsafeBytes { unsafe connection.send($0) }
        request = []
        delegate.streamRequested(at: instant)
    }

    package func connectionReceived(_ bytes: UnsafeRawBufferPointer, at instant: Instant) {
        now = instant
        switch state {
        case .requesting: unsafe readAnswer(bytes)
        case .refused: unsafe readRefusal(bytes)
        case .streaming: unsafe readBody(bytes)
        case .finished, .gone: break
        }
    }

    package func connectionDrained(at instant: Instant) {}

    package func connectionEnded(_ ending: ConnectionEnding, at instant: Instant) {
        now = instant
        switch state {
        case .requesting: fail(DialFailure(unanswered: ending))
        case .refused: endRefusal()
        case .streaming: endStream(with: ending)
        case .finished, .gone: break
        }
        state = .gone
        connection = nil
        delegate.streamGone(at: instant)
    }

    // MARK: - The answer

    private func readAnswer(_ bytes: UnsafeRawBufferPointer) {
        guard let reading = unsafe answer?.read(bytes) else { return }
        switch reading {
        case .needsMore: return
        case .malformed:
            observer?(.garbage(unsafe Array(bytes)))
            fail(.garbage)
        case .response(let response, let used):
            answer = nil
            let judged = StreamAnswer(response, to: format)
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[used...])
            if case .refused(let failure) = judged {
                return unsafe refuse(RefusedAnswer(response.head, failure), followedBy: rest)
            }
            // Copied; what a stream brings is told as it comes.
            if let observer {
                observer(.answer(response.head, body: judged.isStream ? [] : unsafe Array(rest)))
            }
            switch judged {
            case .refused: break
            case .redirect(let status, let location):
                state = .finished
                delegate.streamRedirected(status: status, to: location, at: now)
                connection?.close()
            case .noContent:
                establish(.length(0), hasContent: false)
                if state == .streaming { end(.noContent) }
            case .stream(let framing):
                establish(framing)
                unsafe readBody(rest)
            }
        }
    }

    /// Whoever looks on is shown the whole of a refusal; nobody else waits for its body.
    private func refuse(_ answer: RefusedAnswer, followedBy bytes: UnsafeRawBufferPointer) {
        guard observer != nil else { return fail(answer.failure) }
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

    private func establish(_ framing: BodyFraming, hasContent: Bool = true) {
        body = BodyReader(framing)
        state = .streaming
        delegate.streamEstablished(hasContent: hasContent, at: now)
    }

    private func fail(_ failure: DialFailure) {
        answer = nil
        state = .finished
        delegate.streamFailed(failure, at: now)
        connection?.close()
    }

    // MARK: - The stream

    /// Hot path: from the socket's bytes to events, where they lie.
    private func readBody(_ bytes: UnsafeRawBufferPointer) {
        var rest = unsafe bytes
        do throws(MalformedBody) {
            while state == .streaming, let piece = try unsafe body.next(&rest) { unsafe parse(piece) }
        } catch {
            return breakOff(error.description)
        }
        guard state == .streaming, body.isComplete else { return }
        finish()
    }

    private func parse(_ piece: UnsafeRawBufferPointer) {
        if !hasReceivedBody {
            hasReceivedBody = true
            delegate.streamReceivedFirstByte(at: now)
            guard state == .streaming else { return }
        }
        do throws(OversizedEvent) {
            try unsafe parser.consume(piece, for: self) { state == .streaming }
        } catch {
            breakOff(error.description)
        }
    }

    private func breakOff(_ reason: String) {
        guard state == .streaming else { return }
        end(.protocolError(reason))
        connection?.close()
    }

    /// The body ended in order.
    private func finish() {
        parser.finish(for: self)
        if state == .streaming { end(.endOfStream) }
    }

    /// The connection is over before the body was complete, unless the body ends with it.
    private func endStream(with ending: ConnectionEnding) {
        switch ending {
        case .finished where body.cut == nil: finish()
        case .finished: end(.lost(body.cut ?? "end of stream"))
        case .truncated: end(.lost(body.cut ?? "TLS ended without a close_notify"))
        case .broken(let code):
            let failure = DialFailure(errno: code)
            end(.lost(failure == .reset ? "reset by peer" : failure.cause))
        case .corrupted(let reason): end(.lost("TLS: \(reason)"))
        case .closedLocally: end(.lost("given up"))
        case .failed(let failure): end(.lost(DialFailure(failure).cause))
        }
    }

    private func end(_ ending: StreamEnding) {
        state = .finished
        delegate.streamEnded(ending, at: now)
    }

    // MARK: - The parser reports

    // Each is observed first; what is borrowed is copied for it.

    package func received(_ event: borrowing StreamEvent) {
        if let observer {
            observer(
                .event(
                    type: unsafe Array(event.type), id: unsafe event.hasNewID ? Array(event.lastEventID) : nil,
                    data: unsafe Array(event.data)))
        }
        unsafe delegate.streamReceived(event, at: now)
    }

    package func receivedLastEventID(_ id: UnsafeRawBufferPointer) {
        // Copied into the room of the one before.
        lastEventID.removeAll(keepingCapacity: true)
        unsafe lastEventID.append(contentsOf: id)
    }

    package func receivedComment(_ text: UnsafeRawBufferPointer) {
        observer?(.comment(unsafe Array(text)))
        delegate.streamReceivedComment(at: now)
    }

    package func receivedReconnectionTime(_ time: Nanoseconds) {
        observer?(.reconnectionTime(time))
        delegate.streamReceivedReconnectionTime(time, at: now)
    }
}
