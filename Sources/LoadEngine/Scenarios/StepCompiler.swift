internal import LWSTransport
internal import Metrics
internal import Profiles
internal import Timing

/// Makes the steps of one scenario ready for one loop.
final class StepCompiler {
    let scenario: Named<Scenario>
    let plan: ProfilePlan
    /// The loop outlives it.
    unowned let loop: LoopEngine
    private let recorder: TaggedRecorder
    private let place: Int
    /// The kinds of sessions that the steps open.
    private(set) var kinds: [SessionKind] = []
    private var blocks: [String: StepSequence] = [:]

    /// The place is the scenario's in the profile.
    init(_ scenario: Named<Scenario>, place: Int, _ plan: ProfilePlan, on loop: LoopEngine, recorder: TaggedRecorder) {
        self.scenario = scenario
        self.place = place
        self.plan = plan
        self.loop = loop
        self.recorder = recorder
    }

    /// The steps of the scenario itself. A session that would be held open, and says nothing by itself, still hears
    /// something where it is opened only once.
    ///
    /// - Throws: `TLSError` when a session's certificates cannot be read.
    func scenarioSteps() throws -> StepSequence {
        let steps = try sequence(scenario.value.steps).steps
        return StepSequence(loop.plan.isOnce && isHeld && sends.isEmpty ? steps + [.hearOnce] : steps)
    }

    /// - Throws: `TLSError` when a session's certificates cannot be read.
    func sequence(_ steps: [Step]) throws -> StepSequence { StepSequence(try steps.compactMap(compile)) }

    private func compile(_ step: Step) throws -> CompiledStep? {
        switch step {
        case .request(let step): return .request(CompiledRequest(step, self))
        case .connect(let step): return .connect(try CompiledConnect(step, self))
        case .subscribe(let step): return .subscribe(CompiledSubscribe(step, self))
        case .send(let step):
            if talks { return .talk(FilledPayload(step.message, plan.holes)) }
            return .send(CompiledSend(step, self))
        case .expect(let match): return .expect(CompiledExpect(match, self))
        case .ping(let step): return .ping(within: step.deadline ?? loop.plan.ping.pongTimeout)
        case .listen(let step): return .listen(step)
        // It is read of every message, whatever step is running.
        case .onMessage: return nil
        case .close(let step): return .close(step)
        case .stream(let step): return .stream(try CompiledStream(step, self))
        case .read(let limit): return .read(CompiledRead(limit))
        case .wait(let time), .think(let time): return .pause(time)
        case .pacing(let time): return .pace(time)
        case .loop(let step): return .loop(step.extent, try sequence(step.steps))
        case .choose(let choices):
            return .choose(
                WeightedChoice(weights: choices.map(\.weight)), try choices.map { try sequence($0.steps) })
        case .group(let step): return .run(try sequence(step.steps))
        case .run(let name): return .run(try block(name))
        }
    }

    /// Blocks run no blocks that run them, which their reader has seen to.
    private func block(_ name: String) throws -> StepSequence {
        if let block = blocks[name] { return block }
        let block = try sequence(plan.profile.blocks.first { $0.name == name }?.value ?? [])
        blocks[name] = block
        return block
    }

    /// Whether its sessions send at a rate, so that a send step says what and not when.
    /// Once it is sent right then.
    private var talks: Bool { scenario.value.messages != nil && !loop.plan.isOnce }

    func address(_ address: ServiceAddress?, for purpose: StepAddress.Purpose) -> StepAddress {
        guard let address else { preconditionFailure("a step without an address was refused when it was read") }
        return StepAddress(address, for: purpose, plan)
    }

    // MARK: - Kinds of sessions

    func kind(of step: ConnectStep, at address: StepAddress) throws -> SessionKind {
        var session = loop.plan.session
        session.url = address.known
        session.eventStream = nil
        session.subscribe = nil
        session.messageRate = 0
        session.connectTimeout = step.timeout ?? session.connectTimeout
        session.handshake = HandshakePlan(
            headers: session.handshake.headers, subprotocols: step.subprotocols,
            compress: step.compresses)
        if let pings = step.pings {
            session.ping = PingPlan(
                interval: pings.interval, pongTimeout: pings.deadline ?? max(pings.interval, session.ping.pongTimeout))
        }
        session.push = pushes
        session.closeCode = scenario.value.end?.code ?? 1000
        session.reconnect = reconnect
        if talks, let messages = scenario.value.messages { take(messages, into: &session) }
        return try add(session, of: step.rowName, tags: StepTags.of(step, in: scenario))
    }

    private func take(_ messages: MessagesLoad, into session: inout SessionPlan) {
        session.inFlight = messages.inFlight ?? session.inFlight
        let courses = messages.stages.compactMap(\.course)
        if let rate = messages.rate {
            session.sharesMessages = !rate.isPerSession
            session.messageRate = rate.isPerSession ? rate.perSecond : 0
        } else {
            session.sharesMessages = courses.first.map { !$0.level.isPerSession } ?? false
            if !session.sharesMessages { session.messageStages = messages.staged }
        }
        guard let send = sends.first else {
            // Nothing says what to send.
            session.messageRate = 0
            session.messageStages = []
            session.sharesMessages = false
            return
        }
        session.replyTimeout = send.reply?.deadline ?? session.replyTimeout
        session.message = MessagePlan(
            template: FilledPayload(send.message, plan.holes).sharedTemplate ?? MessageTemplate(pieces: []),
            isBinary: send.isBinary, reply: ReplyRule(send.reply?.matching ?? .none))
    }

    func kind(of step: StreamStep, at address: StepAddress) throws -> SessionKind {
        var session = loop.plan.session
        session.url = address.known
        session.subscribe = nil
        session.connectTimeout = step.timeout ?? session.connectTimeout
        session.handshake = HandshakePlan(headers: session.handshake.headers)
        session.reconnect = reconnect
        let hasBody = step.json != nil || step.body != nil
        var stream = EventStreamPlan()
        switch step.format {
        case .events: stream.format = .sse
        case .ndjson: stream.format = .ndjson
        case .openai: stream.format = .openai
        }
        stream.method = step.method?.rawValue ?? (hasBody ? "POST" : "GET")
        if step.json != nil { stream.fields = [HandshakePlan.Header(name: "Content-Type", value: "application/json")] }
        if let limit = step.limit {
            stream.until = EventStreamPlan.Until(
                events: limit.events, time: limit.time, data: limit.data, event: limit.event)
        }
        stream.stallTimeout = step.stall ?? .zero
        switch step.sequence?.number {
        case .eventID: stream.sequence = .eventID
        case .field(let path): stream.sequence = .field(path)
        case nil: break
        }
        stream.channel = step.sequence?.channel
        stream.sentAt = step.sentAt
        // A held stream comes back as WHATWG says, as in the one-line form; one that is a step of an iteration is over when
        // it is over, unless the profile says how it comes back.
        let isResumable =
            isHeld && scenario.value.reconnect != .never && stream.format == .sse && stream.method == "GET"
        stream.resumes = !loop.plan.isOnce && (isResumable || reconnect != nil)
        session.eventStream = stream
        return try add(session, of: step.rowName, tags: StepTags.of(step, in: scenario))
    }

    private func add(_ session: SessionPlan, of step: String, tags: [MetricSelector.Tag]) throws -> SessionKind {
        let seed = FastRandom(seed: loop.plan.seed, stream: place << 16 | kinds.count).state
        let kind = try SessionKind(
            session, on: loop, recorder: TaggedRecorder(loop.recorder, tags: tags), seed: seed, step: step,
            observer: StepObserver(loop, tags: tags))
        kinds.append(kind)
        return kind
    }

    private var isHeld: Bool {
        if case .sessions = scenario.value.workload { true } else { false }
    }

    private var reconnect: BackoffPolicy? {
        if case .policy(let policy) = scenario.value.reconnect, !loop.plan.isOnce { policy } else { nil }
    }

    private var everyStep: [Step] { plan.profile.steps(within: scenario.value.steps) }

    private var sends: [SendStep] {
        everyStep.compactMap { step in
            if case .send(let send) = step { send } else { nil }
        }
    }

    /// What is read of every push, from all steps that say so.
    private var pushes: PushPlan {
        var plan = PushPlan()
        for case .onMessage(let reading) in everyStep {
            if case .field(let path) = reading.sequence?.number { plan.sequence = path }
            plan.channel = reading.sequence?.channel ?? plan.channel
            plan.sentAt = reading.sentAt ?? plan.sentAt
        }
        return plan
    }
}

extension ReplyRule {
    init(_ matching: SendStep.Matching) {
        switch matching {
        case .field(let path): self = .id(path: path)
        case .id: self = .id(path: nil)
        case .order: self = .order
        case .none: self = .none
        }
    }
}

extension MessagesLoad {
    /// Its stages as rates that change evenly.
    var staged: [StagedSchedule.Stage] {
        var level = 0.0
        return stages.compactMap(\.course).map { course in
            defer { level = course.level.perSecond }
            switch course {
            case .ramp(let next, let over): return StagedSchedule.Stage(from: level, to: next.perSecond, over: over)
            case .climb(let next, let rate):
                return StagedSchedule.Stage(
                    from: level, to: next.perSecond, over: .seconds(abs(next.perSecond - level) / rate))
            case .hold(let next, let length):
                return StagedSchedule.Stage(from: next.perSecond, to: next.perSecond, over: length)
            }
        }
    }

    /// When the messages that all sessions send together are planned, since the start of the hold; nil when each session
    /// has a rate of its own.
    func shared(over hold: Nanoseconds) -> StagedSchedule? {
        if let rate {
            guard !rate.isPerSession else { return nil }
            return StagedSchedule([.init(from: rate.perSecond, to: rate.perSecond, over: hold)])
        }
        guard let first = stages.first?.course, !first.level.isPerSession else { return nil }
        return StagedSchedule(staged)
    }
}
