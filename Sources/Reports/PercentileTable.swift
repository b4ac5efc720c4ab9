internal import Metrics

/// The table of times: a row for each trend that has samples, in the columns that matter for long tails.
struct PercentileTable {
    private static let columns: [(name: String, percent: Double)] = [
        ("p50", 50), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("max", 100),
    ]
    private static let cellWidth = 10

    private let summary: RunSummary

    init(_ summary: RunSummary) { self.summary = summary }

    /// The header and the rows; nothing when nothing was timed.
    func lines(ink: Ink) -> [String] {
        let rows = rows(ink: ink)
        guard !rows.isEmpty else { return [] }
        let margin = String(repeating: " ", count: LabelledRow.labelWidth)
        return [margin + Self.columns.map { $0.name.aligned(to: Self.cellWidth) }.joined()] + rows
    }

    private func rows(ink: Ink) -> [String] {
        labels.compactMap { metric, label, note in
            let times = summary.trend(metric)
            guard summary.has(metric), times.count > 0 else { return nil }
            let cells = Self.columns.map {
                FigureText.time(milliseconds: times.percentile($0.percent)).aligned(to: Self.cellWidth)
            }
            let owner = isMixed ? Self.owners[metric] : nil
            let words =
                metric == Self.judgedBy(summary)
                ? ValidityWords(summary.generator.validity).painted(ink)
                : [owner, note].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
            return label.padded(to: LabelledRow.labelWidth) + cells.joined() + "   " + words
        }
    }

    /// Whether rows of both kinds of session have the same label.
    private var isMixed: Bool { summary.families.isSuperset(of: [.webSocket, .eventStream]) }

    private static let owners: [TrendMetric: String] = [
        .wsConnecting: "sessions", .sseConnecting: "streams", .wsDeliveryDelay: "sessions",
        .sseDeliveryDelay: "streams",
    ]

    private var labels: [(TrendMetric, label: String, note: String)] {
        [
            (.wsResponseTime, "response time", "from the intended send"),
            (.wsServiceTime, "service time", "from the actual send"),
            (.wsDeliveryDelay, "delivery", "one way, by the two clocks"),
            (.wsSubscribeAck, "subscribe", "to its acknowledgement"),
            (.wsConnecting, "connecting", connectingNote(.wsConnecting, Self.webSocketPhases)),
            (.wsPing, "ping", "\(FigureText.count(summary.count(.wsPongMissed))) missed"),
            (.llmTTFT, "first token", "from the dial to the first content"),
            (.llmITL, "token gap", "between two tokens"),
            (.llmTPOT, "per token", "each stream's mean, after its first"),
            (.llmE2EL, "end to end", "from the dial to the end of a completed stream"),
            (.sseFirstEvent, "first event", "from the dial to the first dispatched event"),
            (.sseEventGap, "event gap", "between two events of a stream"),
            (.sseDeliveryDelay, "delivery", "one way, by the two clocks"),
            (.sseRecoveryTime, "recovery", "from the end of a stream to its resumption"),
            (.sseConnecting, "connecting", connectingNote(.sseConnecting, Self.streamPhases)),
            (.httpReqDuration, "http duration", connectingNote(.httpReqConnecting, Self.requestPhases)),
            (.httpResponseTime, "http response", "from the intended start"),
            (.iterationDuration, "iteration", "a user's steps from first to last"),
            (.sendLateness, "our lateness", ""),
            (.loopLag, "our lag", ""),
        ].filter { tells($0.0) }
    }

    /// The lag counts where nothing was sent, and iterations where there are any: the one-line form's are its sessions.
    private func tells(_ metric: TrendMetric) -> Bool {
        switch metric {
        case .loopLag: Self.judgedBy(summary) == .loopLag
        case .iterationDuration: summary.run.profile != nil
        default: true
        }
    }

    /// What says whether the generator kept its plan: how late it sent, or how late it woke when it only listened.
    static func judgedBy(_ summary: RunSummary) -> TrendMetric? {
        if summary.trend(.sendLateness).count > 0 { return .sendLateness }
        return summary.trend(.loopLag).count > 0 ? .loopLag : nil
    }

    private static let webSocketPhases: [(String, TrendMetric)] = [
        ("tcp", .wsConnectingTCP), ("tls", .wsConnectingTLS), ("upgrade", .wsConnectingUpgrade),
    ]
    private static let requestPhases: [(String, TrendMetric)] = [
        ("sending", .httpReqSending), ("waiting", .httpReqWaiting), ("receiving", .httpReqReceiving),
    ]
    private static let streamPhases: [(String, TrendMetric)] = [
        ("tcp", .sseConnectingTCP), ("tls", .sseConnectingTLS), ("waiting", .sseConnectingWaiting),
    ]

    /// The median of each phase of connecting, and what connect times of just over a second mean.
    private func connectingNote(_ whole: TrendMetric, _ phases: [(String, TrendMetric)]) -> String {
        var words: [String] = phases.compactMap { name, metric in
            summary.trend(metric).percentile(50).map { "\(name) \(FigureText.time(milliseconds: $0))" }
        }
        // Linux sends a SYN again after one second (RFC 6298 §2.1): a full listen backlog shows as this.
        let slow = [99, 99.9, 100].compactMap { summary.trend(whole).percentile($0) }
        if slow.contains(where: { (1_000..<1_100).contains($0) }) { words.append("1.0 s is a SYN sent twice") }
        return words.joined(separator: " · ")
    }
}
