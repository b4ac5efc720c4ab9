internal import HTTP
internal import LWSTransport
internal import Metrics
internal import RESTClient
internal import Timing

/// The run's observer as one step of one scenario tells it. There is none in an ordinary run.
struct StepObserver {
    private let observer: RunObserver
    /// The loop outlives it.
    private unowned let loop: LoopEngine
    private let scenario: String
    private let step: String

    init?(_ loop: LoopEngine, scenario: String, step: String) {
        guard let observer = loop.plan.observer else { return nil }
        self.observer = observer
        self.loop = loop
        self.scenario = scenario
        self.step = step
    }

    init?(_ loop: LoopEngine, tags: [MetricSelector.Tag]) {
        func tag(_ key: String) -> String { tags.first { $0.key == key }?.value ?? "" }
        self.init(loop, scenario: tag("scenario"), step: tag("name"))
    }

    func tell(_ fact: RunEvent.Fact) {
        observer.tell(
            RunEvent(time: Instant.now() - loop.startedAt, scenario: scenario, step: step, fact: fact))
    }

    /// The same under the name that the report has for what the user is at.
    func tell(_ fact: RunEvent.Fact, as name: String) {
        observer.tell(RunEvent(time: Instant.now() - loop.startedAt, scenario: scenario, step: name, fact: fact))
    }

    /// Looks on at a connection to a service.
    func wire(to url: ServiceURL) -> WireObserver {
        let shown = url.display
        return { tell(.wire($0, method: "", url: shown)) }
    }

    func tell(_ event: WireEvent, of request: RESTRequest) {
        tell(.wire(event, method: request.method, url: request.url.display))
    }
}

extension LedgerEntry {
    /// How an established session ended, for people who watch it.
    var words: String {
        switch self {
        case .connectFailed(let cause): "failed: \(cause.rawValue)"
        case .closedByClient: "closed by us"
        case .closedByPeer(.endOfStream): "closed by the service: end of the stream"
        case .closedByPeer(.noContent): "closed by the service: no content (204)"
        case .closedByPeer(.error): "closed by the service: it reported an error"
        case .closedByPeer(.code(let code)): "closed by the service with \(code)"
        case .completed: "complete"
        case .lost: "lost"
        case .pongTimeout: "no pong in time"
        case .stalled: "stalled"
        case .protocolError: "the service broke the protocol"
        case .cancelled: "cancelled"
        }
    }
}
