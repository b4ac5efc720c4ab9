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

/// The steps of protocols as rows of Locust's. A row counts what its times are of: a message when its reply has come or it
/// was given up, and what failed among its requests as well.
struct LocustRows {
    private let failed: FailedRows
    private let labels: RequestLabels

    /// All rows of an interval or a run.
    ///
    /// - Parameters:
    ///   - figures: what was measured of the protocols.
    ///   - families: those that the run uses.
    ///   - requests: the steps that make requests.
    ///   - failures: as the run has them in words.
    /// - Returns: those of the protocols, of the requests, and of what failed and has none among them.
    static func all(
        _ figures: some MeasuredFigures, of families: Set<MetricFamily>, _ requests: [RequestRow],
        _ failures: some Sequence<(key: ErrorTable.Key, value: Int)>
    ) -> [LocustRow] {
        let labels = RequestLabels(requests)
        let rows = LocustRows(failed: FailedRows(failures, labels), labels: labels)
        let measured = rows.sessions(figures, of: families) + rows.requests(requests)
        return measured + rows.unmeasured(figures, beside: measured)
    }

    private init(failed: FailedRows, labels: RequestLabels) {
        self.failed = failed
        self.labels = labels
    }

    private func sessions(_ figures: some MeasuredFigures, of families: Set<MetricFamily>) -> [LocustRow] {
        var rows: [LocustRow] = []
        if families.contains(.webSocket) { rows += webSockets(figures) }
        if families.contains(.eventStream) { rows += streams(figures) }
        if families.contains(.tokens) { rows.append(row("SSE", "first token", times: figures[.llmTTFT])) }
        return rows
    }

    /// A row for each step that makes requests.
    private func requests(_ rows: [RequestRow]) -> [LocustRow] {
        rows.map { row in
            let label = labels.label(of: row.name, in: row.scenario)
            return LocustRow(
                label: label, requests: row.requests.addingSaturated(failed.unsent(label)), failures: failed[label],
                times: row.duration, bytes: row.bytesReceived)
        }
    }

    /// Rows for what failed and has none among `rows`, so that every failure has its row. How often it went well is known
    /// of sessions and streams alone.
    private func unmeasured(_ figures: some MeasuredFigures, beside rows: [LocustRow]) -> [LocustRow] {
        let known = Set(rows.map(\.label))
        return failed.counts.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.map { label, count in
            let all =
                switch label {
                case LocustLabel(of: .wsSession): figures[.wsSessions]
                case LocustLabel(of: .sseStream): figures[.sseStreams]
                default: count
                }
            return LocustRow(label: label, requests: max(all, count), failures: count, times: Distribution())
        }
    }

    private func webSockets(_ figures: some MeasuredFigures) -> [LocustRow] {
        let responses = figures[.wsResponseTime]
        let failedMessages = failed[LocustLabel("WS", "message")]
        let message = LocustRow(
            label: LocustLabel("WS", "message"), requests: max(responses.count, failedMessages),
            failures: failedMessages, times: responses)
        let heard = figures[.wsServiceTime].count + figures[.wsMsgsLate] + figures[.wsMsgsUnmatched]
        let others = [
            row("WS", "send", succeeded: figures[.wsMsgsUnawaited]),
            row(
                "WS", "push", succeeded: max(figures[.wsMsgsReceived] - heard, 0), times: figures[.wsDeliveryDelay]),
            row("WS", "ping", times: figures[.wsPing]),
        ]
        let subscribe = row("WS", "subscribe", times: figures[.wsSubscribeAck])
        return [row("WS", "connect", succeeded: figures[.wsConnectFailed].fails, times: figures[.wsConnecting])]
            + [subscribe].filter { $0.requests > 0 } + [message] + others.filter { $0.requests > 0 }
    }

    private func streams(_ figures: some MeasuredFigures) -> [LocustRow] {
        [
            row("SSE", "connect", succeeded: figures[.sseConnectFailed].fails, times: figures[.sseConnecting]),
            row("SSE", "first event", times: figures[.sseFirstEvent]),
            row("SSE", "event", succeeded: figures[.sseEvents], times: figures[.sseDeliveryDelay]),
        ]
    }

    /// A row of a protocol's: what succeeded, which is all that took time where nothing else is said, and what failed.
    private func row(
        _ type: String, _ name: String, succeeded: Int? = nil, times: Distribution = Distribution()
    ) -> LocustRow {
        let label = LocustLabel(type, name)
        return LocustRow(
            label: label, requests: (succeeded ?? times.count).addingSaturated(failed[label]), failures: failed[label],
            times: times)
    }
}
