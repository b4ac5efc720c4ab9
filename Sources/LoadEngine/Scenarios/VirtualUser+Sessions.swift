internal import EventLoop
internal import JSON
internal import LWSTransport
internal import Metrics
internal import Profiles
internal import Timing

/// What the value is by which a reply is known, and since when it is awaited.
struct AwaitedReply {
    /// As text; nil when any message is the reply.
    let value: String?
    let intended: Instant
    let sentAt: Instant
}

/// WebSocket steps.
extension VirtualUser {
    private static let noSession = "no session is open; a connect step opens one"

    func dial(_ step: CompiledConnect, at now: Instant) -> Outcome {
        // The run is over: no new dials.
        guard !loop.isStopping else { return .interrupted }
        if session != nil { letGo(at: now) }
        let call: SessionCall?
        do {
            call = try step.isShared ? nil : self.call(step.address, step.headers, body: nil)
        } catch {
            refuse(
                step.kind.metrics.connect, as: step.kind.step, (error as? UnfilledHole)?.cause ?? "\(error)",
                step.kind.recorder)
            return .over
        }
        let session = WebSocketSession(kind: step.kind, index: index, user: self)
        session.call = call
        self.session = session
        connect = step
        afterConnect = cursors
        awaited = .established
        startDial(of: session, at: now)
        return .pending
    }

    /// Dials, once it is known where a host is that nobody could know before the run.
    func startDial(of session: Session, at now: Instant) {
        guard let call = session.call, call.address.isEmpty else { return loop.startDial(of: session, at: now) }
        loop.lookups.find(call.url.host) { [weak self, weak session] address in
            guard let self, let session, !session.isReleased, self.phase == .working else { return }
            guard !self.loop.isStopping else { return self.cancelled(session, at: .now()) }
            session.call?.address = address ?? ""
            self.loop.startDial(of: session, at: .now())
        }
    }

    /// - Throws: `UnfilledHole`, `TextError` for what is no URL.
    func call(_ address: StepAddress, _ headers: FilledFields, body: FilledPayload?) throws -> SessionCall {
        let url = try address.url(values, random: &loop.random)
        return SessionCall(
            url: url, address: loop.addresses[url.host] ?? SocketAddress(url.host)?.text ?? "",
            fields: try headers.fields(values, random: &loop.random),
            body: try body?.bytes(values, random: &loop.random))
    }

    /// A session is about to be dialled once more: with what the user knows by now.
    func willDial(_ session: Session) {
        guard session.redials > 0 else { return }
        if let connect, session === self.session, !connect.isShared {
            session.call = (try? call(connect.address, connect.headers, body: nil)) ?? session.call
        }
        if let streaming, session === stream, !streaming.isShared {
            session.call = (try? call(streaming.address, streaming.headers, body: streaming.body)) ?? session.call
        }
    }

    // MARK: - What becomes of a session

    func established(_ session: Session, at instant: Instant) {
        if case .established = awaited { return goOn(at: instant) }
        guard phase == .held, session === self.session else { return }
        // It is there again: what followed its dial follows once more.
        phase = .working
        owes()
        cursors = afterConnect
        goOn(at: instant)
    }

    func gaveUp(_ session: Session, at instant: Instant) {
        forget(session)
        switch phase {
        case .working:
            isVoid = isHeld && !session.wasEstablished && !holdsSession
            giveUp(at: instant)
        case .held, .leaving: endIteration(at: instant)
        case .free, .resting, .gone: break
        }
    }

    /// The end of the run cut its dial short, or called it off, and with it the iteration.
    func cancelled(_ session: Session, at instant: Instant) {
        guard session === self.session || session === stream else { return }
        forget(session)
        if phase == .working || phase == .held && !isHeld { endIteration(.interrupted, at: instant) }
    }

    func ended(_ session: Session, isClosedByUs: Bool, returns: Bool, at instant: Instant) {
        if let session = session as? WebSocketSession { load.leaves(session) }
        let awaited = awaited
        if session === self.session { giveUpReply(at: instant) }
        if returns {
            // A stream goes on where it was; the steps of a session begin again when it is there again.
            guard phase == .working, session === self.session else { return }
            self.awaited = .nothing
            cursors = []
            renewTicket()
            awaitRetirement()
            if isHeld { owesNothing() }
            return phase = .held
        }
        let isMine = session === self.session || session === stream
        forget(session)
        guard isMine else { return }
        switch (phase, awaited) {
        case (.working, .end): goOn(at: instant)
        case (.working, .nothing), (.working, .pause), (.working, .request): break
        case (.working, _): giveUp(at: instant)
        case (.held, _), (.leaving, _): endIteration(at: instant)
        default: break
        }
    }

    private func forget(_ session: Session) {
        if session === self.session { self.session = nil }
        if session === stream { stream = nil }
        session.release()
    }

    // MARK: - Messages

    func subscribe(_ step: CompiledSubscribe, at now: Instant) -> Outcome {
        guard let session else { return miss(.wsSubscribe) }
        do {
            let message = try step.message.bytes(values, random: &loop.random)
            awaited = .acknowledgement(try step.acknowledgement?.awaited(by: values, random: &loop.random), step)
            session.subscribe(with: message, within: step.deadline, at: now)
            return .pending
        } catch {
            refuse(.wsSubscribe, error.cause)
            return .over
        }
    }

    func isAcknowledgement(_ text: Span<UInt8>) -> Bool {
        guard case .acknowledgement(let message, _) = awaited else { return false }
        return message?.isHeld(by: text) ?? true
    }

    func acknowledged(_ text: Span<UInt8>, at instant: Instant) {
        guard case .acknowledgement(_, let step) = awaited else { return }
        if let reader = step.reader { capture(reader, of: text, .wsSubscribe) }
        goOn(at: instant)
    }

    func subscribeFailed(at instant: Instant) {
        if case .acknowledgement = awaited { giveUp(at: instant) }
    }

    /// The session's messages begin.
    func talk(_ message: FilledPayload, at now: Instant) -> Outcome {
        guard let session else { return miss(.wsSend) }
        guard !session.isScheduled else { return .done }
        if message.sharedTemplate == nil {
            do {
                session.renderer = MessageRenderer(
                    template: try message.messageTemplate(values), identity: session.kind.identity)
            } catch {
                refuse(.wsSend, error.cause)
                return .done
            }
        }
        session.becomeReady(at: now)
        load.joins(session)
        return .done
    }

    func send(_ step: CompiledSend, at now: Instant) -> Outcome {
        guard let session else { return miss(.wsSend) }
        do {
            let message = try step.message.bytes(values, random: &loop.random)
            let value = value(awaitedBy: step.matching, in: message)
            session.sendOnce(message, isText: step.isText, isAwaited: value != nil)
            guard let value else {
                if case .field(let path) = step.matching {
                    refuse(.wsSend, "the message has no \(path) by which to know its reply")
                }
                return .done
            }
            awaited = .reply(step, AwaitedReply(value: value, intended: due, sentAt: now))
            set(deadline: .limit, at: now + step.deadline)
            return .pending
        } catch {
            refuse(.wsSend, error.cause)
            return .done
        }
    }

    /// By what a reply is known: nil when none is expected, and no text when the next message is the reply.
    private func value(awaitedBy matching: SendStep.Matching, in message: [UInt8]) -> String?? {
        switch matching {
        case .none: nil
        case .id: idNumber(in: message.span).map { .some("\($0)") }
        case .order: .some(nil)
        case .field(let path):
            JSONScanner.value(at: path, in: message.span).map { JSONScanner.text(of: $0, in: message.span) }
        }
    }

    /// Which of this user's ids stands anywhere in a message.
    private func idNumber(in message: Span<UInt8>) -> Int? {
        load.plan.holes.identity.parse(in: message, session: values.user)
    }

    func expect(_ step: CompiledExpect, at now: Instant) -> Outcome {
        guard session != nil else { return miss(.wsExpect) }
        do {
            awaited = .message(try step.matcher.awaited(by: values, random: &loop.random), step)
            set(deadline: .limit, at: now + step.deadline)
            return .pending
        } catch {
            refuse(.wsExpect, error.cause)
            return .done
        }
    }

    func ping(within deadline: Nanoseconds, at now: Instant) -> Outcome {
        guard let session else { return miss(.wsPing) }
        awaited = .pong
        set(deadline: .limit, at: now + deadline)
        session.sendPing(at: now)
        return .pending
    }

    func listen(_ step: ListenStep, at now: Instant) -> Outcome {
        guard session != nil else { return miss(.wsListen) }
        awaited = .pushes(left: step.messages)
        if let length = step.length { set(deadline: .limit, at: now + length) }
        return .pending
    }

    func close(_ step: CloseStep, at now: Instant) -> Outcome {
        guard session != nil || stream != nil else { return .done }
        awaited = .end
        set(deadline: .limit, at: now + (step.deadline ?? load.scenario.end?.deadline ?? loop.plan.gracefulStop))
        if let session {
            load.leaves(session)
            session.retire(at: now)
            session.close(code: step.code, reason: step.reason ?? "")
        } else {
            stream?.close(at: now)
        }
        return .pending
    }

    private func miss(_ step: FailedStep) -> Outcome {
        refuse(step, Self.noSession)
        return .over
    }

    // MARK: - What a session hears

    func received(_ text: Span<UInt8>, at instant: Instant) {
        switch awaited {
        case .reply(let step, let reply): answer(text, step, reply, at: instant)
        case .message(let message, let step):
            guard message.isHeld(by: text) else { return }
            if let reader = step.reader { capture(reader, of: text, .wsExpect) }
            goOn(at: instant)
        case .pushes(.some(let left)):
            if left > 1 { awaited = .pushes(left: left - 1) } else { goOn(at: instant) }
        default: break
        }
    }

    private func answer(_ text: Span<UInt8>, _ step: CompiledSend, _ reply: AwaitedReply, at instant: Instant) {
        switch step.matching {
        case .field(let path):
            guard let value = reply.value, JSONScanner.reads(value, at: path, in: text) else { return }
        case .id:
            guard let number = idNumber(in: text), reply.value == "\(number)" else { return }
        case .order, .none: break
        }
        guard let recorder = session?.kind.recorder else { return }
        recorder.record(.wsResponseTime, instant - reply.intended)
        recorder.record(.wsServiceTime, instant - reply.sentAt)
        goOn(at: instant)
    }

    func ponged(at instant: Instant) {
        if case .pong = awaited { goOn(at: instant) }
    }

    private func capture(_ reader: ReplyReader, of text: Span<UInt8>, _ step: FailedStep) {
        let message = text.indices.map { text[$0] }
        for missing in reader.capture(from: Reply(message: message), into: values, observer: session?.kind.observer) {
            refuse(step, missing.description)
        }
    }

    /// A message whose reply is awaited gets none: it counts at its age, which is a lower bound.
    func giveUpReply(at now: Instant) {
        guard case .reply(_, let reply) = awaited, let kind = session?.kind else { return }
        kind.recorder.recordUnanswered(after: now - reply.intended, name: kind.step)
        awaited = .nothing
    }

    /// What was awaited did not come in time.
    func missed(at now: Instant) {
        switch awaited {
        case .reply:
            session?.kind.observer?.tell(.failed("no reply in time"))
            giveUpReply(at: now)
        case .message(_, let step): refuse(.wsExpect, step.absence)
        case .pong: refuse(.wsPing, "no pong in time")
        case .pushes, .events: break
        case .end:
            // The entry follows, and with it the next step.
            session?.abandon()
            stream?.abandon()
            return
        default: return
        }
        goOn(at: now)
    }
}
