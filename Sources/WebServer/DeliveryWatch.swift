internal import Timing

/// Tells a peer that is slow from one that is not there: the slow one acknowledges something now and then, however little.
struct DeliveryWatch {
    private let patience: Nanoseconds
    /// Bytes sent so far, and those of them that the peer had acknowledged when last looked at.
    private var sent = 0
    private var acknowledged = 0
    /// When a peer that has acknowledged nothing more is given up.
    private var deadline = Instant.distantFuture

    /// - Parameter patience: how long a peer may acknowledge nothing while there is something to acknowledge.
    init(patience: Nanoseconds) { self.patience = patience }

    mutating func sent(_ bytes: Int, at instant: Instant) {
        sent += bytes
        // What has waited longer than this decides.
        deadline = min(deadline, instant + patience)
    }

    /// Takes note of what the peer has acknowledged.
    ///
    /// - Parameters:
    ///   - unacknowledged: how many bytes of what was sent are still to be acknowledged.
    ///   - instant: of the look.
    /// - Returns: whether the peer has to be given up.
    mutating func isLost(unacknowledged: Int, at instant: Instant) -> Bool {
        let before = acknowledged
        acknowledged = sent - unacknowledged
        if unacknowledged == 0 {
            deadline = .distantFuture
        } else if acknowledged > before {
            deadline = instant + patience
        }
        return deadline <= instant
    }
}
