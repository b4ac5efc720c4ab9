package import Metrics

/// The names under which a session's life is recorded: the same life for every protocol.
struct SessionMetrics: Sendable {
    let family: MetricFamily
    /// What fails: a dial, and a session that was open.
    let connect: FailedStep
    let session: FailedStep

    let connecting: TrendMetric
    let connectingTCP: TrendMetric
    let connectingTLS: TrendMetric
    /// From the request to the answer that makes it a session.
    let connectingAnswer: TrendMetric
    let duration: TrendMetric
    let established: CounterMetric
    let reestablished: CounterMetric
    let connectFailed: RateMetric

    let lost: CounterMetric
    let duplicated: CounterMetric
    let reordered: CounterMetric
    let deliveryDelay: TrendMetric

    static let webSocket = SessionMetrics(
        family: .webSocket, connect: .wsConnect, session: .wsSession, connecting: .wsConnecting,
        connectingTCP: .wsConnectingTCP, connectingTLS: .wsConnectingTLS, connectingAnswer: .wsConnectingUpgrade,
        duration: .wsSessionDuration, established: .wsSessions, reestablished: .wsReconnects,
        connectFailed: .wsConnectFailed, lost: .wsMsgsLost, duplicated: .wsMsgsDuplicated,
        reordered: .wsMsgsReordered, deliveryDelay: .wsDeliveryDelay)

    static let eventStream = SessionMetrics(
        family: .eventStream, connect: .sseConnect, session: .sseStream, connecting: .sseConnecting,
        connectingTCP: .sseConnectingTCP, connectingTLS: .sseConnectingTLS, connectingAnswer: .sseConnectingWaiting,
        duration: .sseStreamDuration, established: .sseStreams, reestablished: .sseResumes,
        connectFailed: .sseConnectFailed, lost: .sseEventsLost, duplicated: .sseEventsDuplicated,
        reordered: .sseEventsReordered, deliveryDelay: .sseDeliveryDelay)
}

extension SessionPlan {
    /// The metrics that a run of this plan has.
    package var families: Set<MetricFamily> {
        guard let eventStream else { return [.webSocket] }
        return eventStream.format == .openai ? [.eventStream, .tokens] : [.eventStream]
    }

    var metrics: SessionMetrics { eventStream == nil ? .webSocket : .eventStream }
}
