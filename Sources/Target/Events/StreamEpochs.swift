internal import Timing

/// When the named streams of a server began.
struct StreamEpochs {
    /// A name costs memory for as long as the server runs.
    private static let most = 10_000

    private var epochs: [String: Instant] = [:]

    /// The first to ask begins the stream.
    mutating func epoch(of name: String, at instant: Instant) throws(TextError) -> Instant {
        if let epoch = epochs[name] { return epoch }
        guard epochs.count < Self.most else { throw TextError("stream: more than \(Self.most) names") }
        epochs[name] = instant
        return instant
    }
}
