internal import CurlTransport
internal import HTTP
internal import LWSTransport
internal import Metrics
internal import RESTClient
internal import Timing

/// REST steps.
extension VirtualUser {
    func send(_ step: CompiledRequest, at now: Instant) -> Outcome {
        let request: RESTRequest
        do {
            request = try filled(step)
        } catch {
            return skip(step, error)
        }
        let intended = due
        let call = load.client(of: index).send(
            request, jar: jar, connections: connections, timeout: step.timeout,
            observer: step.observer.map { observer in { observer.tell($0, of: $1) } }
        ) { [self] outcome in
            // It keeps the user: one that has left by now is told all the same, and counts what the target answered.
            ended(step, outcome, intended: intended)
        }
        awaited = .request(call)
        return .pending
    }

    /// A request that cannot be made is not sent: it is an error, and no request.
    private func skip(_ step: CompiledRequest, _ error: any Error) -> Outcome {
        refuse(.requestUnsent, as: step.name, (error as? UnfilledHole)?.cause ?? "\(error)", step.recorder)
        return step.isRequired || isLoggingIn ? .over : .done
    }

    private func filled(_ step: CompiledRequest) throws -> RESTRequest {
        var request =
            try step.known
            ?? RESTRequest(method: step.method, url: step.address.url(values, random: &loop.random))
        request.fields = try step.headers.fields(values, random: &loop.random)
        if let query = step.query {
            request.url.append(try query.fields(values, random: &loop.random))
        }
        switch step.content {
        case .none: break
        case .json(let payload): request.body = .json(try payload.text(values, random: &loop.random))
        case .form(let fields):
            request.body = .form(
                try fields.fields(values, random: &loop.random).map { .init(name: $0.name, value: $0.value) })
        case .text(let payload): request.body = .bytes(try payload.bytes(values, random: &loop.random), type: nil)
        }
        switch step.credentials {
        case .nobody: break
        case .basic(let user, let password):
            request.credentials = .basic(
                user: try user.text(values, random: &loop.random),
                password: try password.text(values, random: &loop.random))
        case .bearer(let token): request.credentials = .bearer(token: try token.text(values, random: &loop.random))
        }
        return request
    }

    // MARK: - The answer

    private func ended(_ step: CompiledRequest, _ outcome: RESTOutcome, intended: Instant) {
        let end = outcome.hops.last?.ended ?? .now()
        // The user waits for the last answer: the redirects before it have times of their own, and no response time.
        for hop in outcome.hops.dropLast() { step.recorder.record(RequestFacts(hop, since: nil)) }
        let succeeded: Bool
        switch outcome.result {
        case .failure(let failure):
            if outcome.isAnswered { loop.requestAnswered() } else { loop.requestFailed() }
            record(outcome, failure, of: step, intended: intended)
            // What we gave up ends its iteration by other ways.
            guard failure.cause != .cancelled else { return }
            succeeded = false
        case .success(let response):
            loop.requestAnswered()
            succeeded = judge(response, outcome, of: step, intended: intended, at: end)
        }
        if !succeeded, isLoggingIn { loginFailed = true }
        if !succeeded, step.isRequired || isLoggingIn { giveUp(at: end) } else { goOn(at: end) }
    }

    /// Without an answer no check holds, and nothing is counted.
    private func record(
        _ outcome: RESTOutcome, _ failure: TransferFailure, of step: CompiledRequest, intended: Instant
    ) {
        if let hop = outcome.hops.last {
            var facts = RequestFacts(hop, since: intended)
            facts.isFailed = true
            facts.cause = failure.cause.word
            facts.detail = FailureWords.detail(of: failure, at: hop.url)
            step.recorder.record(facts)
            step.observer?.tell(.failed(facts.words ?? failure.description))
        }
        for check in step.checks { count(check.place, check.name, holds: false, of: step) }
        for rate in step.rates { step.recorder.rate(rate.place, happened: false) }
    }

    /// - Returns: whether everything was as the profile wants it.
    private func judge(
        _ response: RESTResponse, _ outcome: RESTOutcome, of step: CompiledRequest, intended: Instant, at end: Instant
    ) -> Bool {
        let isFailed = step.isFailure(response.status)
        if let hop = outcome.hops.last {
            var facts = RequestFacts(hop, since: intended)
            facts.proto = response.version.text
            facts.isFailed = isFailed
            facts.isExpectedError = !isFailed && response.status >= 400
            if isFailed || response.status >= 400 { facts.cause = "\(response.status)" }
            step.recorder.record(facts)
        }
        if isFailed { step.observer?.tell(.failed(step.unexpected(response.status))) }
        guard step.isReading else { return !isFailed }
        let reply = Reply(response, time: end - intended)
        var holds = true
        for check in step.checks {
            let isFulfilled = check.condition.holds(reply)
            count(check.place, check.name, holds: isFulfilled, of: step)
            holds = holds && isFulfilled
        }
        for counter in step.counters where counter.condition.holds(reply) { step.recorder.count(counter.place) }
        for rate in step.rates { step.recorder.rate(rate.place, happened: rate.condition.holds(reply)) }
        guard let reader = step.reader, !isFailed else { return holds && !isFailed }
        let missing = reader.capture(from: reply, into: values, observer: step.observer)
        for capture in missing { refuse(.request, as: step.name, capture.description, step.recorder) }
        return holds && missing.isEmpty
    }

    private func count(_ place: Int, _ name: String, holds: Bool, of step: CompiledRequest) {
        step.recorder.check(place, holds: holds)
        step.observer?.tell(.checked(name: name, holds: holds))
    }
}

extension CompiledRequest {
    /// Why a status is a failure.
    fileprivate func unexpected(_ status: Int) -> String {
        guard !expected.isEmpty else { return "status \(status)" }
        return "status \(status); expected \(expected.sorted().map { "\($0)" }.joined(separator: ", "))"
    }
}

extension RequestFacts {
    /// - Parameters:
    ///   - hop: one transfer of a request.
    ///   - intended: when its user was to ask; nil for an answer that the user did not wait for.
    init(_ hop: RESTOutcome.Hop, since intended: Instant?) {
        self.init(
            status: hop.status, responseTime: hop.phases.isRequested ? intended.map { hop.ended - $0 } : nil,
            duration: hop.phases.isRequested ? hop.phases.duration : nil,
            blocked: hop.phases.blocked, connecting: hop.phases.connecting, tlsHandshaking: hop.phases.tlsHandshaking,
            sending: hop.phases.sending, waiting: hop.phases.waiting, receiving: hop.phases.receiving,
            bytesSent: hop.bytesSent, bytesReceived: hop.bytesReceived)
    }
}

extension RESTOutcome {
    /// Whether the target has said anything: a redirect that leads nowhere, or a body without an end.
    var isAnswered: Bool { hops.contains { $0.status != nil || $0.bytesReceived > 0 } }
}

extension TransferFailure.Cause {
    /// As errors tell it: what we gave up had no answer when the run ended.
    var word: String { self == .cancelled ? "unanswered" : rawValue }
}

extension TransferAnswer.Version {
    /// As k6's tag `proto` says it.
    var text: String {
        switch self {
        case .http10: "HTTP/1.0"
        case .http11: "HTTP/1.1"
        case .http2: "HTTP/2.0"
        case .other: ""
        }
    }
}

extension ServiceURL {
    /// Adds items to the query, as a form writes them (WHATWG URL §5.2).
    fileprivate mutating func append(_ items: [(name: String, value: String)]) {
        let fields = items.map { RequestBody.Field(name: $0.name, value: $0.value) }
        let text = String(decoding: RequestBody.form(fields).bytes, as: UTF8.self)
        pathAndQuery += (pathAndQuery.contains("?") ? "&" : "?") + text
    }
}
