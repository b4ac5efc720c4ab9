/// What kind of numbers a metric has, in k6's four words.
package enum MetricKind: String, Sendable {
    case trend
    case counter
    case rate
    case gauge
}

/// To what a metric belongs: a result has every metric of the families that its run used, and none of the others.
package enum MetricFamily: String, Sendable, CaseIterable {
    /// Of any run.
    case general
    case webSocket
    case eventStream
    /// Event streams followed as tokens.
    case tokens
    /// Requests of REST steps.
    case requests
}

/// One row of the catalogue: what a metric is called everywhere, and what it means.
package struct MetricDescription: Sendable, Equatable {
    package let name: String
    package let kind: MetricKind
    /// `ms`, `bytes`, `percent`, or empty for plain counts.
    package let unit: String
    package let meaning: String

    /// A counter or rate of a profile's own, of which its name says what it means.
    package static func own(_ name: String, _ kind: MetricKind) -> MetricDescription {
        MetricDescription(name: name, kind: kind, unit: "", meaning: "")
    }

    /// Known by its name: every family but the general one has a prefix of its own.
    package var family: MetricFamily {
        switch name.prefix(while: { $0 != "_" }) {
        case "ws": .webSocket
        case "sse": .eventStream
        case "llm": .tokens
        case "http": .requests
        default: .general
        }
    }
}

/// A metric of the catalogue, whatever its kind.
package protocol Metric: RawRepresentable<Int>, CaseIterable, Hashable, Sendable {
    var row: MetricDescription { get }
}

extension Metric {
    package var name: String { row.name }
    package var family: MetricFamily { row.family }

    /// The metric of a name; nil when there is none of this kind.
    package init?(name: String) {
        guard let metric = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = metric
    }
}

/// Distributions of times, in milliseconds in every report.
package enum TrendMetric: Int, Metric {
    case wsConnecting, wsConnectingTCP, wsConnectingTLS, wsConnectingUpgrade, wsSessionDuration, wsPing, wsSubscribeAck
    case wsResponseTime, wsServiceTime, wsDeliveryDelay
    case sseConnecting, sseConnectingTCP, sseConnectingTLS, sseConnectingWaiting, sseFirstByte, sseFirstEvent
    case sseEventGap, sseDeliveryDelay, sseRecoveryTime, sseStreamDuration, llmTTFT, llmITL, llmTPOT, llmE2EL
    case httpReqDuration, httpReqBlocked, httpReqConnecting, httpReqTLSHandshaking, httpReqSending, httpReqWaiting
    case httpReqReceiving, httpResponseTime, iterationDuration, sendLateness, loopLag

    package var row: MetricDescription {
        let (name, meaning) = words
        return MetricDescription(name: name, kind: .trend, unit: "ms", meaning: meaning)
    }

    private var words: (name: String, meaning: String) {
        switch self {
        case .wsConnecting: ("ws_connecting", "dial to established; successful dials only")
        case .wsConnectingTCP: ("ws_connecting_tcp", "dial to TCP connected")
        case .wsConnectingTLS: ("ws_connecting_tls", "TCP connected to TLS established")
        case .wsConnectingUpgrade: ("ws_connecting_upgrade", "request sent to validated 101")
        case .wsSessionDuration: ("ws_session_duration", "established to ended")
        case .wsPing: ("ws_ping", "our ping to its pong")
        case .wsSubscribeAck: ("ws_subscribe_ack", "subscribe sent to its acknowledgement")
        case .wsResponseTime: ("ws_response_time", "intended send to the reply; an unanswered message at its age")
        case .wsServiceTime: ("ws_service_time", "actual send to the reply")
        case .wsDeliveryDelay: ("ws_delivery_delay", "the push's own send time to its arrival")
        case .sseConnecting: ("sse_connecting", "dial to an answer that is an event stream; successful dials only")
        case .sseConnectingTCP: ("sse_connecting_tcp", "dial to TCP connected")
        case .sseConnectingTLS: ("sse_connecting_tls", "TCP connected to TLS established")
        case .sseConnectingWaiting: ("sse_connecting_waiting", "request sent to the answer's head")
        case .sseFirstByte: ("sse_first_byte", "dial to the first byte of the body")
        case .sseFirstEvent: ("sse_first_event", "dial to the first dispatched event; comments are none")
        case .sseEventGap: ("sse_event_gap", "between two events of a stream")
        case .sseDeliveryDelay: ("sse_delivery_delay", "the event's own send time to its arrival")
        case .sseRecoveryTime: ("sse_recovery_time", "end of a stream to its resumption")
        case .sseStreamDuration: ("sse_stream_duration", "established to ended")
        case .llmTTFT: ("llm_ttft", "dial to the first token (the first content delta, not the role chunk)")
        case .llmITL: ("llm_itl", "between two tokens of a stream")
        case .llmTPOT: ("llm_tpot", "time per output token after the first, a mean for each stream")
        case .llmE2EL: ("llm_e2el", "dial to the end of a completed stream")
        case .httpReqDuration: ("http_req_duration", "sending, waiting and receiving; of failed requests that left too")
        case .httpReqBlocked: ("http_req_blocked", "start to a connection being free or begun, names looked up")
        case .httpReqConnecting: ("http_req_connecting", "TCP connecting; 0 on a connection that was kept")
        case .httpReqTLSHandshaking: ("http_req_tls_handshaking", "TLS handshaking; 0 on a connection that was kept")
        case .httpReqSending: ("http_req_sending", "the request's first byte to its last")
        case .httpReqWaiting: ("http_req_waiting", "the request's last byte to the reply's first")
        case .httpReqReceiving: ("http_req_receiving", "the reply's first byte to its last")
        case .httpResponseTime: ("http_response_time", "intended start to the reply's last byte")
        case .iterationDuration: ("iteration_duration", "a virtual user's steps from first to last")
        case .sendLateness: ("send_lateness", "intended send to our taking it up: the generator's own delay")
        case .loopLag: ("loop_lag", "how late a loop woke")
        }
    }
}

/// Things that are counted.
package enum CounterMetric: Int, Metric {
    case wsSessions, wsMsgsSent, wsMsgsReceived, wsPongMissed, wsSubscribeFailed, wsMsgsUnanswered, wsMsgsLate
    case wsMsgsUnmatched, wsMsgsDropped, wsMsgsUnsent, wsMsgsLost, wsMsgsDuplicated, wsMsgsReordered, wsReconnects
    case sseStreams, sseEvents, sseHeartbeats, sseStalls, sseResumes, sseEventsLost, sseEventsDuplicated
    case sseEventsReordered, llmTokens, llmPromptTokens, llmErrors, httpReqs
    case dataSent, dataReceived, iterations, interruptedIterations, droppedIterations, clockSkew, numbered
    case httpExpectedErrors, sseLowerBounds, wsMsgsUnawaited

    package var row: MetricDescription {
        let (name, meaning) = words
        let unit = self == .dataSent || self == .dataReceived ? "bytes" : ""
        return MetricDescription(name: name, kind: .counter, unit: unit, meaning: meaning)
    }

    /// Clock skew is a remark on the delivery delays, how many were numbered one on the losses, expected errors one on the
    /// requests, lower bounds one on the times of streams, and messages that expect no reply one on those sent: they are
    /// reported among the `counters` of the result.
    package static let remarks: [CounterMetric] = [
        .clockSkew, .numbered, .httpExpectedErrors, .sseLowerBounds, .wsMsgsUnawaited,
    ]
    package static let reported = allCases.filter { !remarks.contains($0) }

    private var words: (name: String, meaning: String) {
        switch self {
        case .wsSessions: ("ws_sessions", "sessions established")
        case .wsMsgsSent: ("ws_msgs_sent", "messages sent, the subscribe not included")
        case .wsMsgsReceived: ("ws_msgs_received", "complete messages received, the acknowledgement not included")
        case .wsPongMissed: ("ws_pong_missed", "pings whose pong did not come in time")
        case .wsSubscribeFailed: ("ws_subscribe_failed", "subscribes that were not acknowledged in time")
        case .wsMsgsUnanswered: ("ws_msgs_unanswered", "messages that expected a reply and got none in time")
        case .wsMsgsLate: ("ws_msgs_late", "replies that came after their message was given up")
        case .wsMsgsUnmatched: ("ws_msgs_unmatched", "replies to nothing that was awaited")
        case .wsMsgsDropped: ("ws_msgs_dropped", "due messages that the target left no room for")
        case .wsMsgsUnsent: ("ws_msgs_unsent", "due messages whose session had ended before they could be sent")
        case .wsMsgsLost: ("ws_msgs_lost", "numbers missing in the pushes of a channel")
        case .wsMsgsDuplicated: ("ws_msgs_duplicated", "numbers seen before")
        case .wsMsgsReordered: ("ws_msgs_reordered", "numbers that came after a higher one")
        case .wsReconnects: ("ws_reconnects", "sessions established anew after a loss")
        case .sseStreams: ("sse_streams", "streams established, resumptions included")
        case .sseEvents: ("sse_events", "events dispatched")
        case .sseHeartbeats: ("sse_heartbeats", "comment lines")
        case .sseStalls: ("sse_stalls", "streams with no event and no comment for the stall timeout")
        case .sseResumes: ("sse_resumes", "streams established anew after their end")
        case .sseEventsLost: ("sse_events_lost", "numbers missing in the events of a channel")
        case .sseEventsDuplicated: ("sse_events_duplicated", "numbers seen before")
        case .sseEventsReordered: ("sse_events_reordered", "numbers that came after a higher one")
        case .llmTokens: ("llm_tokens", "output tokens: as the usage says, else content deltas")
        case .llmPromptTokens: ("llm_prompt_tokens", "input tokens, where the usage says how many")
        case .llmErrors: ("llm_errors", "streams in which the service reported an error")
        case .httpReqs: ("http_reqs", "requests of REST steps, failed ones included")
        case .dataSent: ("data_sent", "bytes put on the sockets, handshakes, TLS and compression included")
        case .dataReceived: ("data_received", "bytes taken from the sockets, likewise")
        case .iterations: ("iterations", "virtual users' runs of their steps that came to their end")
        case .interruptedIterations: ("interrupted_iterations", "runs of steps that the end of the run cut short")
        case .droppedIterations: ("dropped_iterations", "arrivals that never began: no virtual user was free for them")
        case .clockSkew: ("clock_skew", "pushes and events whose send time was later than their arrival")
        case .numbered: ("numbered", "pushes and events whose number was read")
        case .httpExpectedErrors: ("http_expected_errors", "requests whose error the profile expects")
        case .sseLowerBounds:
            ("sse_lower_bounds", "waits cut off by a stream's end, counted at their age in the times of streams")
        case .wsMsgsUnawaited: ("ws_msgs_unawaited", "messages sent that expect no reply")
        }
    }
}

/// Shares of things that happened.
package enum RateMetric: Int, Metric {
    case wsConnectFailed, sseConnectFailed, httpReqFailed, checks

    package var row: MetricDescription {
        switch self {
        case .wsConnectFailed:
            MetricDescription(
                name: "ws_connect_failed", kind: .rate, unit: "", meaning: "dials that did not become a session")
        case .sseConnectFailed:
            MetricDescription(
                name: "sse_connect_failed", kind: .rate, unit: "", meaning: "dials that did not become a stream")
        case .httpReqFailed:
            MetricDescription(
                name: "http_req_failed", kind: .rate, unit: "",
                meaning: "requests without a reply, or whose status is none that is expected")
        case .checks:
            MetricDescription(name: "checks", kind: .rate, unit: "", meaning: "checks of replies that held")
        }
    }
}

/// Levels.
package enum GaugeMetric: Int, Metric {
    case wsOpen, sseOpen, vus, generatorCPU, generatorRSS

    package var row: MetricDescription {
        switch self {
        case .wsOpen: MetricDescription(name: "ws_open", kind: .gauge, unit: "", meaning: "sessions open")
        case .sseOpen: MetricDescription(name: "sse_open", kind: .gauge, unit: "", meaning: "streams open")
        case .vus: MetricDescription(name: "vus", kind: .gauge, unit: "", meaning: "virtual users under way")
        case .generatorCPU:
            MetricDescription(
                name: "generator_cpu", kind: .gauge, unit: "percent", meaning: "our own CPU time, of one core")
        case .generatorRSS:
            MetricDescription(name: "generator_rss", kind: .gauge, unit: "bytes", meaning: "our own resident memory")
        }
    }
}

/// Every metric there is: JSON, thresholds and the README's table are made from this list.
package enum MetricCatalogue {
    package static let rows: [MetricDescription] =
        TrendMetric.allCases.map(\.row) + CounterMetric.reported.map(\.row) + RateMetric.allCases.map(\.row)
        + GaugeMetric.allCases.map(\.row)

    package static func row(of name: String) -> MetricDescription? { rows.first { $0.name == name } }
    package static func kind(of name: String) -> MetricKind? { row(of: name)?.kind }

    /// Whether a counter or rate of a profile's own may not have this name.
    package static func isTaken(_ name: String) -> Bool {
        kind(of: name) != nil || name == lowerBounds || CounterMetric.remarks.contains { $0.name == name }
    }

    /// The remark on `ws_response_time`: how many of its samples are ages of unanswered messages.
    package static let lowerBounds = "ws_response_time_lower_bounds"

    /// The README's table.
    package static var markdownTable: String {
        let lines = rows.map {
            "| `\($0.name)` | \($0.kind.rawValue) | \($0.unit.isEmpty ? "–" : $0.unit) | \($0.meaning) |"
        }
        return (["| metric | kind | unit | meaning |", "|---|---|---|---|"] + lines).joined(separator: "\n")
    }
}
