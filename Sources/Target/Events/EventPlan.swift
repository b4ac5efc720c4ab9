internal import HTTP
internal import Timing

/// What one request asks of `/events` or `/ndjson`.
///
///     rate=5          events per second (default: the server's tick rate); 0 sends none
///     count=100       the stream has so many events, and its body then ends in order; a client that resumes after the
///                     last gets 204
///     type=a,b        event types, in turn
///     size=1000       bytes of each event's data, where that is more than its members need
///     retry=200       the reconnection time in ms, sent before anything else
///     heartbeat=1000  ms between comment lines
///     stream=NAME     one clock for all who ask for it (`ResumePoint`, `NumberedEvents`)
///     framing=…       chunked, length or close
///
/// and every fault of `StreamQuery+Faults`.
struct EventPlan {
    enum Format {
        case eventStream
        /// One JSON text a line; no ids, types, comments or resuming.
        case ndjson
    }

    private static let longestName = 256

    let format: Format
    var rate: Double
    var count: Int?
    var types: [String] = []
    var size: Int
    var retry: Nanoseconds?
    var heartbeat: Nanoseconds?
    var streamName: String?
    var framing: BodyFraming.Choice
    /// The server's, with what the query says otherwise.
    var faults: FaultPlan

    init(_ request: HTTPRequest, _ format: Format, _ plan: TargetPlan) throws(TextError) {
        self.format = format
        var query = StreamQuery(request.query)
        rate = try query.value("rate", RateText.parse) ?? plan.tickRate
        count = try query.count("count", in: 0...1_000_000_000_000)
        size = try query.count("size", in: 0...SessionCodec.longestMessage) ?? 0
        types = try query.value("type", Self.names) ?? []
        streamName = try query.value("stream") { text throws(TextError) in try Self.names(text).joined(separator: ",") }
        framing = try query.framing(of: request)
        faults = try query.faults(of: plan)
        faults.events = try query.numberedFaults(faults.events)
        if format == .eventStream {
            retry = try query.time("retry")
            heartbeat = try query.heartbeat()
        }
        try query.refuseUnknown()
        try check()
    }

    private func check() throws(TextError) {
        guard !faults.events.skipsMissed || faults.events.repeated == 0 else {
            throw TextError("no_replay and replay_extra contradict each other")
        }
    }

    /// Names go into lines and JSON strings as they are.
    private static func names(_ text: String) throws(TextError) -> [String] {
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0 != "\"" && $0 != "\\" && $0.value != 0x7F
        }
        guard isPlain, (1...longestName).contains(text.utf8.count) else {
            throw TextError("expected 1 to \(longestName) bytes without quotes, backslashes or control characters")
        }
        return text.split(separator: ",").map(String.init)
    }
}
