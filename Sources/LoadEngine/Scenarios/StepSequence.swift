internal import CurlTransport
internal import LWSTransport
internal import Metrics
internal import Profiles
internal import RESTClient
internal import Timing

/// A list of steps, ready for the users of one scenario on one loop.
final class StepSequence {
    let steps: [CompiledStep]

    init(_ steps: [CompiledStep]) { self.steps = steps }
}

/// A step with all that can be found out about it before the first user takes it.
enum CompiledStep {
    case request(CompiledRequest)
    case connect(CompiledConnect)
    case subscribe(CompiledSubscribe)
    case send(CompiledSend)
    /// The session's messages begin, at the rate of the scenario.
    case talk(FilledPayload)
    case expect(CompiledExpect)
    case ping(within: Nanoseconds)
    case listen(ListenStep)
    case close(CloseStep)
    case stream(CompiledStream)
    case read(CompiledRead)
    /// One message or event of what is open, if it comes soon.
    case hearOnce
    case pause(DurationRange)
    case pace(DurationRange)
    case loop(LoopStep.Extent, StepSequence)
    case choose(WeightedChoice, [StepSequence])
    case run(StepSequence)
}

/// A REST request of a scenario.
final class CompiledRequest {
    let name: String
    let method: String
    let address: StepAddress
    /// What it asks for, as far as all users ask for the same; nil where each has an address of its own.
    let known: RESTRequest?
    let headers: FilledFields
    let query: FilledFields?
    let content: Content
    let credentials: Who
    let timeout: Nanoseconds?
    /// The statuses that are no failure; empty takes every one below 400.
    let expected: Set<Int>
    let checks: [(place: Int, name: String, condition: CompiledCondition)]
    let counters: [(place: Int, condition: CompiledCondition)]
    let rates: [(place: Int, condition: CompiledCondition)]
    let reader: ReplyReader?
    let isRequired: Bool
    let recorder: TaggedRecorder
    /// nil in an ordinary run.
    let observer: StepObserver?

    enum Content {
        case none
        case json(FilledPayload)
        case form(FilledFields)
        case text(FilledPayload)
    }

    enum Who {
        case nobody
        case basic(FilledText, FilledText)
        case bearer(FilledText)
    }

    init(_ step: RequestStep, _ compiler: StepCompiler) {
        let holes = compiler.plan.holes
        let measured = compiler.plan.measurements.plan
        name = step.rowName
        method = step.method.rawValue
        address = compiler.address(step.address, for: .request)
        known = address.shared.map { [method] in RESTRequest(method: method, url: $0) }
        headers = FilledFields(step.headers, holes)
        query = step.query.isEmpty ? nil : FilledFields(step.query, holes)
        content =
            if let json = step.json {
                .json(FilledPayload(json: json, holes))
            } else if let form = step.form {
                .form(FilledFields(form, holes))
            } else if let body = step.body {
                .text(FilledPayload(text: body, holes))
            } else {
                .none
            }
        credentials =
            if let basic = step.basic {
                .basic(FilledText(basic.username, holes), FilledText(basic.password, holes))
            } else if let bearer = step.bearer {
                .bearer(FilledText(bearer, holes))
            } else {
                .nobody
            }
        timeout = step.timeout
        expected = Set(step.expectedStatuses)
        let scenario = compiler.scenario.name
        // Every name is in the plan, which was made from the same steps.
        checks = step.checks.compactMap { check in
            measured.index(of: CheckName(scenario: scenario, name: check.name)).map {
                ($0, check.name, CompiledCondition(check.value))
            }
        }
        counters = step.counters.compactMap { counter in
            measured.index(ofCounter: counter.name).map { ($0, CompiledCondition(counter.value)) }
        }
        rates = step.rates.compactMap { rate in
            measured.index(ofRate: rate.name).map { ($0, CompiledCondition(rate.value)) }
        }
        reader = step.captures.isEmpty ? nil : ReplyReader(step.captures, holes)
        isRequired = step.isRequired
        let tags = StepTags.of(step, in: compiler.scenario)
        recorder = TaggedRecorder(compiler.loop.recorder, tags: tags)
        observer = StepObserver(compiler.loop, tags: tags)
    }

    /// Whether anybody looks into an answer.
    var isReading: Bool { !checks.isEmpty || !counters.isEmpty || !rates.isEmpty || reader != nil }

    /// Whether a status is what the profile, or else the web, calls a success.
    func isFailure(_ status: Int) -> Bool { expected.isEmpty ? status >= 400 : !expected.contains(status) }
}

/// A dial of a WebSocket session.
final class CompiledConnect {
    let address: StepAddress
    let headers: FilledFields
    /// Whether all users dial alike.
    let isShared: Bool
    let kind: SessionKind

    init(_ step: ConnectStep, _ compiler: StepCompiler) throws {
        address = compiler.address(step.address, for: .connect)
        headers = FilledFields(step.headers, compiler.plan.holes)
        isShared = address.shared != nil && step.headers.isEmpty
        kind = try compiler.kind(of: step, at: address)
    }
}

/// A message that makes a service push, and what acknowledges it.
final class CompiledSubscribe {
    let message: FilledPayload
    /// nil takes the first message after it.
    let acknowledgement: MessageMatcher?
    let reader: ReplyReader?
    let deadline: Nanoseconds

    init(_ step: SubscribeStep, _ compiler: StepCompiler) {
        message = FilledPayload(step.message, compiler.plan.holes)
        acknowledgement = step.acknowledgement.map { MessageMatcher($0, compiler.plan.holes) }
        reader = step.acknowledgement.flatMap {
            $0.captures.isEmpty ? nil : ReplyReader($0.captures, compiler.plan.holes)
        }
        deadline = step.acknowledgement?.deadline ?? compiler.loop.plan.replyTimeout
    }
}

/// A message of its own, whose reply is awaited where one is expected.
final class CompiledSend {
    let message: FilledPayload
    let matching: SendStep.Matching
    let deadline: Nanoseconds
    let isText: Bool

    init(_ step: SendStep, _ compiler: StepCompiler) {
        message = FilledPayload(step.message, compiler.plan.holes)
        matching = step.reply?.matching ?? .none
        deadline = step.reply?.deadline ?? compiler.loop.plan.replyTimeout
        isText = !step.isBinary
    }
}

/// A message that must come.
final class CompiledExpect {
    let matcher: MessageMatcher
    let reader: ReplyReader?
    let deadline: Nanoseconds
    /// What is said when it did not come.
    let absence: String

    init(_ step: MessageMatch, _ compiler: StepCompiler) {
        absence = "no message with the awaited \(step.fields.map(\.name).joined(separator: ", ")) in time"
        matcher = MessageMatcher(step, compiler.plan.holes)
        reader = step.captures.isEmpty ? nil : ReplyReader(step.captures, compiler.plan.holes)
        deadline = step.deadline ?? compiler.loop.plan.replyTimeout
    }
}

/// An event stream to be opened.
final class CompiledStream {
    let address: StepAddress
    let headers: FilledFields
    let body: FilledPayload?
    let isShared: Bool
    /// Whether the user waits for its end, rather than for its head alone.
    let isBounded: Bool
    let kind: SessionKind

    init(_ step: StreamStep, _ compiler: StepCompiler) throws {
        address = compiler.address(step.address, for: .stream)
        headers = FilledFields(step.headers, compiler.plan.holes)
        body =
            if let json = step.json {
                FilledPayload(json: json, compiler.plan.holes)
            } else {
                step.body.map { FilledPayload(text: $0, compiler.plan.holes) }
            }
        isShared = address.shared != nil && step.headers.isEmpty && body == nil
        isBounded = step.limit != nil || step.format == .openai
        kind = try compiler.kind(of: step, at: address)
    }
}

/// How long an open stream is read before the next step.
struct CompiledRead {
    let events: Int?
    let time: Nanoseconds?
    let data: ByteText?
    let event: ByteText?

    /// One event.
    init() {
        events = 1
        time = nil
        data = nil
        event = nil
    }

    init(_ limit: StreamLimit) {
        events = limit.events
        time = limit.time
        data = limit.data.map(ByteText.init)
        event = limit.event.map(ByteText.init)
    }
}
