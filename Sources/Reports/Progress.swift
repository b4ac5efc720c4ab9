package import Metrics
package import Timing

/// A run under way, once a second: where it is, and what the last interval brought.
package struct Progress: Sendable, Equatable {
    /// Since the first dial was due.
    package let elapsed: Nanoseconds
    /// Until the end of the hold.
    package let left: Nanoseconds
    /// `ramp`, `hold`, `drain` or `close`.
    package let phase: String
    /// Sessions that are to be open, and users that are to be there; nil where nobody plans how many.
    package let sessionsPlanned: Int?
    package let usersPlanned: Int?
    package let open: Int
    package let attempts: Int
    package let failed: Int
    package let unanswered: Int
    /// Messages per second of the last interval.
    package let sentRate: Double
    package let receivedRate: Double
    /// What the run is about, for its words.
    package let isOfStreams: Bool
    package let isOfRequests: Bool
    /// Whether it has no sessions beside its requests.
    package let isOfRequestsAlone: Bool
    package let users: Int
    /// Requests per second of the last interval, and failed ones of the whole run.
    package let requestRate: Double
    package let requestsFailed: Int
    /// Of streams that were resumed.
    package let resumes: Int
    /// Events per second of the last interval.
    package let eventRate: Double
    /// Response times, or gaps between events, of the last interval in milliseconds; nil without samples.
    package let p50: Double?
    package let p95: Double?
    package let p99: Double?

    package init(
        elapsed: Nanoseconds, left: Nanoseconds, phase: String, sessionsPlanned: Int?, usersPlanned: Int?,
        metrics: RunMetrics, families: Set<MetricFamily> = [.webSocket]
    ) {
        self.elapsed = elapsed
        self.left = left
        self.phase = phase
        self.sessionsPlanned = sessionsPlanned
        self.usersPlanned = usersPlanned
        open = metrics.total.open.count
        attempts = metrics.total.ledger.attempts
        failed = metrics.total.ledger.connectFailed
        unanswered = metrics.total[CounterMetric.wsMsgsUnanswered]
        let last = metrics.last
        let seconds = metrics.lastLength.seconds
        sentRate = seconds > 0 ? Double(last[CounterMetric.wsMsgsSent]) / seconds : 0
        receivedRate = seconds > 0 ? Double(last[CounterMetric.wsMsgsReceived]) / seconds : 0
        isOfStreams = families.contains(.eventStream)
        resumes = metrics.total[CounterMetric.sseResumes]
        eventRate = seconds > 0 ? Double(last[CounterMetric.sseEvents]) / seconds : 0
        isOfRequests = families.contains(.requests)
        isOfRequestsAlone = isOfRequests && families.isDisjoint(with: [.webSocket, .eventStream])
        users = metrics.total.levels.users.count
        requestRate = seconds > 0 ? Double(last[CounterMetric.httpReqs]) / seconds : 0
        requestsFailed = metrics.total[RateMetric.httpReqFailed].passes
        let times =
            last[isOfRequestsAlone ? TrendMetric.httpResponseTime : isOfStreams ? .sseEventGap : .wsResponseTime]
        p50 = times.percentile(50)
        p95 = times.percentile(95)
        p99 = times.percentile(99)
    }

    /// ` of 1,000` behind how many there are; nothing where nobody plans how many.
    var ofSessions: String { Self.of(sessionsPlanned) }
    var ofUsers: String { Self.of(usersPlanned) }

    private static func of(_ planned: Int?) -> String { planned.map { " of \(FigureText.count($0))" } ?? "" }
}
