internal import CurlTransport
internal import JSON
internal import Metrics
internal import RESTClient
internal import Timing

/// Logs the sessions of the one-line form in, on one loop.
final class SessionLogin {
    let plan: LoginPlan
    private let client: RESTClient
    private let recorder: TaggedRecorder
    private unowned let loop: LoopEngine
    private let path = try? JSONPath.parse(LoginPlan.token)
    /// Logins under way.
    var pending: Int { calls.count }
    private var calls: [Int: RESTCall] = [:]

    init(_ plan: LoginPlan, on loop: LoopEngine) throws {
        self.plan = plan
        self.loop = loop
        client = try loop.clients()[0]
        recorder = TaggedRecorder(
            loop.recorder,
            tags: [
                MetricSelector.Tag(key: "scenario", value: Recorder.scenario),
                MetricSelector.Tag(key: "name", value: LoginPlan.name),
            ])
    }

    /// Logs a session in.
    ///
    /// - Parameters:
    ///   - session: its number, which is its user's.
    ///   - intended: when it was to begin.
    ///   - then: called with its token, once; not at all when there is none, which is counted by its cause.
    func token(of session: Int, intended: Instant, then: @escaping (String) -> Void) {
        loop.owed += 1
        let call = client.send(plan.request(for: session)) { [unowned self] outcome in
            calls[session] = nil
            // What the target answered counts, also when it is too late to dial with.
            if let token = read(outcome, intended: intended), !loop.isStopping { then(token) }
            loop.owed -= 1
        }
        if !call.isOver { calls[session] = call }
    }

    /// Gives up what is under way: it counts as unanswered, at its age.
    func cancel() {
        for call in calls.values { call.cancel() }
    }

    private func read(_ outcome: RESTOutcome, intended: Instant) -> String? {
        guard let hop = outcome.hops.last else { return nil }
        var facts = RequestFacts(hop, since: intended)
        var token: String?
        var isOver = true
        switch outcome.result {
        case .failure(let failure):
            loop.requestFailed()
            facts.isFailed = true
            isOver = failure.cause != .cancelled
            facts.cause = failure.cause.word
            facts.detail = FailureWords.detail(of: failure, at: hop.url)
        case .success(let response):
            loop.requestAnswered()
            facts.proto = response.version.text
            facts.isFailed = response.status >= 400
            if facts.isFailed { facts.cause = "\(response.status)" }
            token = path.flatMap { JSONScanner.value(at: $0, in: response.body.span) }
                .map { JSONScanner.text(of: $0, in: response.body.span) }
        }
        recorder.record(facts)
        if isOver { loop.loginEnded(failed: token == nil) }
        if token == nil, !facts.isFailed {
            recorder.addError(.request, name: LoginPlan.name, cause: "no \(LoginPlan.token) in the answer")
        }
        return token
    }
}
