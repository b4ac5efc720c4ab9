/// What kind of numbers a metric has, in k6's four words.
package enum MetricKind: String, Sendable {
    case trend
    case counter
    case rate
    case gauge
}

/// One row of the catalogue: what a metric is called everywhere, and what it means.
package struct MetricDescription: Sendable, Equatable {
    package let name: String
    package let kind: MetricKind
    /// `ms`, `bytes`, `percent`, or empty for plain counts.
    package let unit: String
    package let meaning: String
}

/// A metric of the catalogue, whatever its kind.
package protocol Metric: RawRepresentable<Int>, CaseIterable, Hashable, Sendable {
    var row: MetricDescription { get }
}

extension Metric {
    package var name: String { row.name }
}

/// Distributions of times, in milliseconds in every report.
package enum TrendMetric: Int, Metric {
    case wsConnecting, wsConnectingTCP, wsConnectingTLS, wsConnectingUpgrade, wsSessionDuration, wsPing, wsSubscribeAck
    case wsResponseTime, wsServiceTime, wsDeliveryDelay, iterationDuration, sendLateness, loopLag

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
        case .iterationDuration: ("iteration_duration", "a virtual user's steps from first to last")
        case .sendLateness: ("send_lateness", "intended send to our taking it up: the generator's own delay")
        case .loopLag: ("loop_lag", "how late a loop woke")
        }
    }
}

/// Things that are counted.
package enum CounterMetric: Int, Metric {
    case wsSessions, wsMsgsSent, wsMsgsReceived, wsPongMissed, wsSubscribeFailed, wsMsgsUnanswered, wsMsgsLate
    case wsMsgsUnmatched, wsMsgsDropped, wsMsgsLost, wsMsgsDuplicated, wsMsgsReordered, wsReconnects, dataSent
    case dataReceived, iterations, droppedIterations, clockSkew

    package var row: MetricDescription {
        let (name, meaning) = words
        let unit = self == .dataSent || self == .dataReceived ? "bytes" : ""
        return MetricDescription(name: name, kind: .counter, unit: unit, meaning: meaning)
    }

    /// Clock skew is a remark on `ws_delivery_delay`, reported among the `counters` of the result.
    package static let reported = allCases.filter { $0 != .clockSkew }

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
        case .wsMsgsLost: ("ws_msgs_lost", "numbers missing in the pushes of a channel")
        case .wsMsgsDuplicated: ("ws_msgs_duplicated", "numbers seen before")
        case .wsMsgsReordered: ("ws_msgs_reordered", "numbers that came after a higher one")
        case .wsReconnects: ("ws_reconnects", "sessions established anew after a loss")
        case .dataSent: ("data_sent", "bytes put on the sockets, handshakes, TLS and compression included")
        case .dataReceived: ("data_received", "bytes taken from the sockets, likewise")
        case .iterations: ("iterations", "virtual users' runs of their steps")
        case .droppedIterations: ("dropped_iterations", "arrivals that no virtual user was free for")
        case .clockSkew: ("clock_skew", "pushes whose send time was later than their arrival")
        }
    }
}

/// Shares of things that happened.
package enum RateMetric: Int, Metric {
    case wsConnectFailed, checks

    package var row: MetricDescription {
        switch self {
        case .wsConnectFailed:
            MetricDescription(
                name: "ws_connect_failed", kind: .rate, unit: "", meaning: "dials that did not become a session")
        case .checks:
            MetricDescription(name: "checks", kind: .rate, unit: "", meaning: "checks of replies that held")
        }
    }
}

/// Levels.
package enum GaugeMetric: Int, Metric {
    case wsOpen, vus, generatorCPU, generatorRSS

    package var row: MetricDescription {
        switch self {
        case .wsOpen: MetricDescription(name: "ws_open", kind: .gauge, unit: "", meaning: "sessions open")
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

    package static func kind(of name: String) -> MetricKind? { rows.first { $0.name == name }?.kind }

    /// The README's table.
    package static var markdownTable: String {
        let lines = rows.map {
            "| `\($0.name)` | \($0.kind.rawValue) | \($0.unit.isEmpty ? "–" : $0.unit) | \($0.meaning) |"
        }
        return (["| metric | kind | unit | meaning |", "|---|---|---|---|"] + lines).joined(separator: "\n")
    }
}
