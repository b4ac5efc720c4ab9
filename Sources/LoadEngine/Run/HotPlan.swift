internal import Timing

/// What the hot path reads of the plan: plain values, so that reading one copies nothing and counts no references.
struct HotPlan {
    enum Reply {
        /// By our id, anywhere in the message.
        case idAnywhere
        /// By our id at a path of a JSON message.
        case idAtPath
        case order
        case none
    }

    let inFlight: Int
    let isText: Bool
    let reply: Reply
    let replyTimeout: Nanoseconds
    let sends: Bool
    let sharesMessages: Bool
    /// Whether pushes carry anything to look at.
    let observesPushes: Bool

    init(_ plan: SessionPlan) {
        inFlight = plan.inFlight
        isText = !plan.message.isBinary
        reply =
            switch plan.message.reply {
            case .id(let path): path == nil ? .idAnywhere : .idAtPath
            case .order: .order
            case .none: .none
            }
        replyTimeout = plan.replyTimeout
        sends = plan.messageRate > 0 || !plan.messageStages.isEmpty || plan.sharesMessages
        sharesMessages = plan.sharesMessages
        observesPushes = plan.push != PushPlan()
    }
}
