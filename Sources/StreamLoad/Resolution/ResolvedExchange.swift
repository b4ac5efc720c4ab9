import LoadEngine
import Timing

/// What goes to and fro once a session or stream is established, read and checked.
struct ResolvedExchange {
    var message: MessagePlan
    var replyTimeout: Nanoseconds
    var subscribe: SubscribePlan?
    var push: PushPlan
    /// Nil for WebSocket sessions; all else is for them.
    var eventStream: EventStreamPlan?
}

extension RunOptions {
    /// The options of what is spoken are read, those of the other protocol refused.
    func resolveExchange(
        with target: ResolvedTarget, _ load: ResolvedLoad, in surroundings: Surroundings, _ reader: inout OptionReader
    ) -> ResolvedExchange {
        guard let format = target.format else {
            let (message, replyTimeout) = messages.resolve(load, &reader)
            let (subscribe, push) = pushes.resolve(&reader)
            eventStream.refuse(&reader)
            return ResolvedExchange(message: message, replyTimeout: replyTimeout, subscribe: subscribe, push: push)
        }
        messages.refuse(&reader)
        pushes.refuseSubscriptions(&reader)
        let events = pushes.resolveEvents(format: format, &reader)
        var plan = eventStream.resolve(format: format, in: surroundings, &reader)
        plan.sequence = events.sequence
        plan.channel = events.channel
        plan.sentAt = events.sentAt
        // Nothing is sent, so nothing of this is ever asked for.
        let silence = MessagePlan(template: .standard(), isBinary: false, reply: .none)
        return ResolvedExchange(message: silence, replyTimeout: .seconds(10), push: PushPlan(), eventStream: plan)
    }
}

extension EventStreamPlan {
    /// Before a stream is resumed of which nothing is said; nil where it is not. Browsers resume what they read with GET
    /// (WHATWG HTML §9.2.3); to ask for anything else twice is the user's decision.
    var ownWait: Nanoseconds? { format == .sse && method == "GET" ? Self.reconnectionTime : nil }

    /// What the connection's options decide of a stream.
    mutating func settle(with connection: ResolvedConnection) {
        resumes = connection.resumes
        let named = Set(connection.handshake.headers.map { $0.name.lowercased() })
        fields.removeAll { named.contains($0.name.lowercased()) }
    }
}
