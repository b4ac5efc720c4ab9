/// Which of a session's messages are dropped, sent twice or exchanged with their successor, as a value.
///
/// Message n (from 1) meets the first rule that it is a multiple of, in the order drop, duplicate, swap; the others
/// pass it by. A message to be exchanged is held until the next one that is not dropped has left, and follows it. While
/// one is held no other is, so `--swap-every 1` exchanges neighbours in pairs.
struct MessageFaults: Equatable {
    enum Fate: Equatable {
        case send(copies: Int)
        case drop
        /// Not sent until `release` or another message's `sendBeforeHeld`.
        case hold
        /// Sent, and then the message that was held.
        case sendBeforeHeld(copies: Int)
    }

    private let dropEvery: Int?
    private let duplicateEvery: Int?
    private let swapEvery: Int?
    private var count = 0
    private(set) var isHolding = false

    init(_ plan: FaultPlan) {
        dropEvery = plan.dropEvery
        duplicateEvery = plan.duplicateEvery
        swapEvery = plan.swapEvery
    }

    /// The fate of the next message.
    mutating func next() -> Fate {
        count += 1
        if isDue(dropEvery) { return .drop }
        let isDuplicated = isDue(duplicateEvery)
        if isHolding {
            isHolding = false
            return .sendBeforeHeld(copies: isDuplicated ? 2 : 1)
        }
        if isDuplicated { return .send(copies: 2) }
        guard isDue(swapEvery) else { return .send(copies: 1) }
        isHolding = true
        return .hold
    }

    /// The held message is sent after all, unexchanged.
    mutating func release() {
        isHolding = false
    }

    private func isDue(_ every: Int?) -> Bool {
        guard let every else { return false }
        return count.isMultiple(of: every)
    }
}
