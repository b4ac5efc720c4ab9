package import LWSTransport
package import TLS
package import Timing

/// What a session is: where it dials, what it sends, and how it reads what comes.
package struct SessionPlan: Sendable {
    /// What is tested.
    package var url: ServiceURL
    /// From the dial to established.
    package var connectTimeout: Nanoseconds
    /// Messages per second and session; 0 listens only.
    package var messageRate: Double
    /// The same with stages, which begin when the session is ready; they take the place of the rate.
    package var messageStages: [StagedSchedule.Stage] = []
    /// Whether its messages are a share of those that all sessions of its scenario send together.
    package var sharesMessages = false
    /// With which we end it (RFC 6455 §7.4).
    package var closeCode = 1000
    /// Messages of one session that may await a reply at once; 1 is request–reply.
    package var inFlight: Int
    package var message: MessagePlan
    /// After it a message is unanswered.
    package var replyTimeout: Nanoseconds
    package var subscribe: SubscribePlan?
    package var push: PushPlan
    package var ping: PingPlan
    /// Redials of lost sessions; nil never redials.
    package var reconnect: BackoffPolicy?
    package var handshake: HandshakePlan
    package var tls: TLSOptions
    /// What an event stream asks for; nil is a WebSocket session.
    package var eventStream: EventStreamPlan?

    package init(
        url: ServiceURL, connectTimeout: Nanoseconds, messageRate: Double, inFlight: Int, message: MessagePlan,
        replyTimeout: Nanoseconds, subscribe: SubscribePlan?, push: PushPlan, ping: PingPlan, reconnect: BackoffPolicy?,
        handshake: HandshakePlan, tls: TLSOptions, eventStream: EventStreamPlan? = nil
    ) {
        self.url = url
        self.connectTimeout = connectTimeout
        self.messageRate = messageRate
        self.inFlight = inFlight
        self.message = message
        self.replyTimeout = replyTimeout
        self.subscribe = subscribe
        self.push = push
        self.ping = ping
        self.reconnect = reconnect
        self.handshake = handshake
        self.tls = tls
        self.eventStream = eventStream
    }
}

/// What a session sends, and how it knows the reply.
package struct MessagePlan: Sendable {
    package var template: MessageTemplate
    package var isBinary: Bool
    package var reply: ReplyRule

    package init(template: MessageTemplate, isBinary: Bool, reply: ReplyRule) {
        self.template = template
        self.isBinary = isBinary
        self.reply = reply
    }
}

/// How a reply is known.
package enum ReplyRule: Sendable, Equatable {
    /// By the id of the message coming back: at `path` of a JSON reply, or anywhere in it when nil.
    case id(path: JSONPath?)
    /// The n-th message received answers the n-th sent.
    case order
    /// No reply is expected; everything received is a push.
    case none
}

/// What is sent once after the handshake, and what acknowledges it.
package struct SubscribePlan: Sendable {
    package var template: MessageTemplate
    /// A top-level field and the text its value has; nil takes the first message after the subscribe.
    package var acknowledgement: FieldMatch?

    package init(template: MessageTemplate, acknowledgement: FieldMatch?) {
        self.template = template
        self.acknowledgement = acknowledgement
    }
}

package struct FieldMatch: Sendable, Equatable {
    package var path: JSONPath
    package var value: String

    package init(path: JSONPath, value: String) {
        self.path = path
        self.value = value
    }
}

/// Where a push carries its number, its channel and its send time.
package struct PushPlan: Sendable, Equatable {
    package var sequence: JSONPath?
    package var channel: JSONPath?
    package var sentAt: JSONPath?

    package init(sequence: JSONPath? = nil, channel: JSONPath? = nil, sentAt: JSONPath? = nil) {
        self.sequence = sequence
        self.channel = channel
        self.sentAt = sentAt
    }
}

/// Client pings: their interval (zero sends none) and when a missing pong ends the session.
package struct PingPlan: Sendable, Equatable {
    package var interval: Nanoseconds
    package var pongTimeout: Nanoseconds

    package init(interval: Nanoseconds, pongTimeout: Nanoseconds) {
        self.interval = interval
        self.pongTimeout = pongTimeout
    }
}

/// What the upgrade request carries beside the path.
package struct HandshakePlan: Sendable, Equatable {
    package var headers: [Header]
    package var subprotocols: [String]
    package var compress: Bool

    package struct Header: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(headers: [Header] = [], subprotocols: [String] = [], compress: Bool = false) {
        self.headers = headers
        self.subprotocols = subprotocols
        self.compress = compress
    }
}
