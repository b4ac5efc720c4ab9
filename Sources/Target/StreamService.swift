internal import HTTP
internal import Timing

extension Route {
    /// `/ws/stream?token=…`: ticks of subscribed channels, and replies to messages that carry an id. The token is an
    /// access token of `/auth/login`, or the one for demonstrations.
    static let stream = Route(
        path: "/ws/stream",
        service: .webSocket { request, server in
            do throws(TokenIssuer.Defect) {
                try server.services.admit(request.query["token"] ?? request.bearerToken)
                let plan = server.plan
                return .admitted(StreamService(period: .seconds(1 / plan.tickRate), seed: plan.seed))
            } catch {
                return .refused(.unauthorized(error.rawValue))
            }
        })
}

/// Subscriptions, ticks and replies of one session.
///
///     peer sends                                              target answers
///     {"action":"subscribe","channels":["power","gas"]}       {"type":"subscribed","channels":["power","gas"]}
///     {"action":"unsubscribe","channels":["gas"]}             {"type":"unsubscribed","channels":["gas"]}
///     {"type":"ping","id":7}                                  {"type":"pong","id":7,"ts":1700000000000.250}
///     {"id":"a", …}                                           {"type":"reply","id":"a","ts":1700000000000.250}
///     anything else                                           nothing
///
/// `type` may stand for `action`, and an id is returned with the acknowledgement too. Each subscribed channel ticks:
/// `{"type":"tick","channel":"power","seq":1,"ts":…,"price":101.25}`, with `seq` from 1 and `ts` in Unix milliseconds.
/// The ticks of a session come together, the first one a fraction of a period after its first subscription, so that
/// sessions do not tick all at once.
final class StreamService: SessionService {
    private struct Channel {
        /// As in the message that subscribed to it, quotes and escapes included.
        let name: [UInt8]
        var sequence = 0
        var priceInCents: Int
    }

    private let period: Nanoseconds
    private var random: FastRandom
    private var channels: [Channel] = []
    private var isTicking = false
    private var nextTick = Instant.distantFuture

    init(period: Nanoseconds, seed: UInt64) {
        self.period = period
        random = FastRandom(seed: seed)
    }

    func received(_ bytes: UnsafeRawBufferPointer, isText: Bool, in session: ServerSession) -> MessageKind {
        guard let message = unsafe StreamMessage(bytes) else { return .data }
        switch message.kind {
        case .subscribe(let names):
            acknowledge("subscribed", message, names, in: session)
            subscribe(to: names, in: session)
            return .subscription
        case .unsubscribe(let names):
            channels.removeAll { names.contains($0.name) }
            acknowledge("unsubscribed", message, names, in: session)
            return .subscription
        case .ping: reply("pong", to: message, in: session)
        case .other: reply("reply", to: message, in: session)
        }
        return .data
    }

    private func subscribe(to names: [[UInt8]], in session: ServerSession) {
        for name in names where !channels.contains(where: { $0.name == name }) {
            channels.append(Channel(name: name, priceInCents: 5_000 + Int(random.below(10_000))))
        }
        guard !isTicking, !channels.isEmpty else { return }
        isTicking = true
        nextTick = session.now + Nanoseconds(Int64(Double(period.count) * session.phase))
        session.tick(at: nextTick)
    }

    private func acknowledge(_ type: String, _ message: StreamMessage, _ names: [[UInt8]], in session: ServerSession) {
        session.compose(as: .subscription) { text in
            text.append("{\"type\":\"")
            text.append(type)
            text.append("\",\"channels\":[")
            for (index, name) in names.enumerated() {
                if index > 0 { text.append(",") }
                text.append(name)
            }
            text.append("]")
            if let id = message.id {
                text.append(",\"id\":")
                text.append(id)
            }
            text.append("}")
        }
    }

    private func reply(_ type: String, to message: StreamMessage, in session: ServerSession) {
        guard let id = message.id else { return }
        session.compose(as: .data) { text in
            text.append("{\"type\":\"")
            text.append(type)
            text.append("\",\"id\":")
            text.append(id)
            text.append(",\"ts\":")
            text.append(thousandths: UnixTime.microseconds())
            text.append("}")
        }
    }

    func tick(in session: ServerSession) {
        guard !channels.isEmpty else {
            isTicking = false
            return
        }
        for index in channels.indices where session.takesTick() {
            channels[index].sequence += 1
            channels[index].priceInCents = max(1, channels[index].priceInCents + Int(random.below(201)) - 100)
            let channel = channels[index]
            session.compose(as: .data) { text in
                text.append("{\"type\":\"tick\",\"channel\":")
                text.append(channel.name)
                text.append(",\"seq\":")
                text.append(decimal: channel.sequence)
                text.append(",\"ts\":")
                text.append(thousandths: UnixTime.microseconds())
                text.append(",\"price\":")
                text.append(hundredths: channel.priceInCents)
                text.append("}")
            }
        }
        // From when this one was due, not from now: a late tick does not slow the rate.
        nextTick = nextTick + period
        session.tick(at: nextTick)
    }
}
