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
            label: LocustLabel("HTTP", "requests"), requests: figures[.httpReqs],
            failures: figures[.httpReqFailed].passes,
            times: figures[.httpReqDuration])
    }

    /// A row for each step that makes requests.
    static func requests(_ rows: [RequestRow]) -> [LocustRow] {
        let labels = RequestLabels(rows)
        return rows.map { row in
            LocustRow(
                label: labels.label(of: row.name, in: row.scenario), requests: row.requests, failures: row.failed,
                times: row.duration, bytes: row.bytesReceived)
        }
    }

    /// Rows for what failed and has none among `rows`, so that every failure has its row. How often it went well is known
    /// of sessions and streams alone.
    static func unmeasured(
        _ figures: some MeasuredFigures, _ failures: [LocustLabel: Int], beside rows: [LocustRow]
    ) -> [LocustRow] {
        let known = Set(rows.map(\.label))
        return failures.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.map { label, count in
            let all =
                switch label {
                case LocustLabel(of: .wsSession): figures[.wsSessions]
                case LocustLabel(of: .sseStream): figures[.sseStreams]
                default: count
                }
            return LocustRow(label: label, requests: max(all, count), failures: count, times: Distribution())
        }
    }

    private static func webSockets(_ figures: some MeasuredFigures) -> [LocustRow] {
        var rows = [
            rate("WS", "connect", figures[.wsConnectFailed], figures[.wsConnecting]),
            LocustRow(
                label: LocustLabel("WS", "message"), requests: figures[.wsMsgsSent],
                failures: figures[.wsMsgsUnanswered],
                times: figures[.wsResponseTime]),
        ]
        let subscribes = figures[.wsSubscribeAck]
        let refused = figures[.wsSubscribeFailed]
        if subscribes.count + refused > 0 {
            rows.insert(
                LocustRow(
                    label: LocustLabel("WS", "subscribe"), requests: subscribes.count + refused, failures: refused,
                    times: subscribes), at: 1)
        }
        let pings = figures[.wsPing]
        let missed = figures[.wsPongMissed]
        if pings.count + missed > 0 {
            rows.append(
                LocustRow(
                    label: LocustLabel("WS", "ping"), requests: pings.count + missed, failures: missed, times: pings))
        }
        return rows
    }

    private static func streams(_ figures: some MeasuredFigures) -> [LocustRow] {
        [
            rate("SSE", "connect", figures[.sseConnectFailed], figures[.sseConnecting]),
            times("SSE", "first event", figures[.sseFirstEvent]),
            LocustRow(
                label: LocustLabel("SSE", "event"), requests: figures[.sseEvents], failures: 0,
                times: figures[.sseDeliveryDelay]),
        ]
    }

    private static func rate(_ type: String, _ name: String, _ failed: Tally, _ times: Distribution) -> LocustRow {
        LocustRow(label: LocustLabel(type, name), requests: failed.total, failures: failed.passes, times: times)
    }

    private static func times(_ type: String, _ name: String, _ times: Distribution) -> LocustRow {
        LocustRow(label: LocustLabel(type, name), requests: times.count, failures: 0, times: times)
    }
}
