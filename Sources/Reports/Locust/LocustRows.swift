internal import Metrics

/// Where the figures of rows are taken from: an interval, or the whole run.
protocol MeasuredFigures {
    subscript(metric: TrendMetric) -> Distribution { get }
    subscript(metric: CounterMetric) -> Int { get }
    subscript(metric: RateMetric) -> Tally { get }
}

extension Interval: MeasuredFigures {}

extension RunSummary: MeasuredFigures {
    subscript(metric: TrendMetric) -> Distribution { trend(metric) }
    subscript(metric: CounterMetric) -> Int { count(metric) }
    subscript(metric: RateMetric) -> Tally { tally(metric) }
}

/// The steps of protocols as rows of Locust's.
enum LocustRows {
    /// A row for every step that a run has.
    static func all(_ summary: RunSummary) -> [LocustRow] {
        sessions(summary, of: summary.families) + requests(summary.requestRows)
    }

    /// Rows for the steps of sessions and streams that a run has.
    static func sessions(_ figures: some MeasuredFigures, of families: Set<MetricFamily>) -> [LocustRow] {
        var rows: [LocustRow] = []
        if families.contains(.webSocket) { rows += webSockets(figures) }
        if families.contains(.eventStream) { rows += streams(figures) }
        if families.contains(.tokens) { rows.append(times("SSE", "first token", figures[.llmTTFT])) }
        return rows
    }

    /// All requests as one row.
    static func requests(_ figures: some MeasuredFigures) -> LocustRow {
        LocustRow(
            type: "HTTP", name: "requests", requests: figures[.httpReqs], failures: figures[.httpReqFailed].passes,
            times: figures[.httpReqDuration])
    }

    /// A row for each step that makes requests; those that share a name have their scenario before it.
    static func requests(_ rows: [RequestRow]) -> [LocustRow] {
        let counts = rows.reduce(into: [String: Int]()) { $0[$1.name, default: 0] += 1 }
        return rows.map { row in
            let (type, name) = step(row.name)
            return LocustRow(
                type: type, name: counts[row.name, default: 0] > 1 ? "\(row.scenario): \(name)" : name,
                requests: row.requests, failures: row.failed, times: row.duration, bytes: row.bytesReceived)
        }
    }

    /// Type and name of what a step or an error is named: `GET /x`, `ws connect`, `log in`.
    static func step(_ name: String) -> (type: String, name: String) {
        let parts = name.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, types.contains(parts[0]) else { return ("HTTP", name) }
        return (parts[0].uppercased(), parts[1])
    }

    private static let types: Set<String> = [
        "ws", "sse", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS",
    ]

    private static func webSockets(_ figures: some MeasuredFigures) -> [LocustRow] {
        var rows = [
            rate("WS", "connect", figures[.wsConnectFailed], figures[.wsConnecting]),
            LocustRow(
                type: "WS", name: "message", requests: figures[.wsMsgsSent], failures: figures[.wsMsgsUnanswered],
                times: figures[.wsResponseTime]),
        ]
        let subscribes = figures[.wsSubscribeAck]
        let refused = figures[.wsSubscribeFailed]
        if subscribes.count + refused > 0 {
            rows.insert(
                LocustRow(
                    type: "WS", name: "subscribe", requests: subscribes.count + refused, failures: refused,
                    times: subscribes), at: 1)
        }
        let pings = figures[.wsPing]
        let missed = figures[.wsPongMissed]
        if pings.count + missed > 0 {
            rows.append(
                LocustRow(type: "WS", name: "ping", requests: pings.count + missed, failures: missed, times: pings))
        }
        return rows
    }

    private static func streams(_ figures: some MeasuredFigures) -> [LocustRow] {
        [
            rate("SSE", "connect", figures[.sseConnectFailed], figures[.sseConnecting]),
            times("SSE", "first event", figures[.sseFirstEvent]),
            LocustRow(
                type: "SSE", name: "event", requests: figures[.sseEvents], failures: 0,
                times: figures[.sseDeliveryDelay]),
        ]
    }

    private static func rate(_ type: String, _ name: String, _ failed: Tally, _ times: Distribution) -> LocustRow {
        LocustRow(type: type, name: name, requests: failed.total, failures: failed.passes, times: times)
    }

    private static func times(_ type: String, _ name: String, _ times: Distribution) -> LocustRow {
        LocustRow(type: type, name: name, requests: times.count, failures: 0, times: times)
    }
}
