import LoadEngine
import Timing

/// The shape of the load, read and in bounds.
struct ResolvedLoad {
    var maxConnections: Int
    var connectRate: Double
    var messageRate: Double
    var inFlight: Int
    var scheduleSlack: Nanoseconds
    var testDuration: Nanoseconds
    var gracefulStop: Nanoseconds

    /// The most messages that one session's schedule holds.
    var messagesPerSession: Int {
        Int(clamping: Int64((messageRate * testDuration.seconds).rounded(.up).clamped(to: 0...1e18))) + 1
    }
}

extension LoadOptions {
    /// A duration of zero would measure nothing.
    private static let shortest = Nanoseconds(1)
    /// Past a year a number is a slip of the hand.
    private static let longest = Nanoseconds.seconds(366 * 86_400)
    /// The lateness at which a run is called invalid leaves no room for a greater slack.
    private static let mostSlack = Nanoseconds.milliseconds(100)

    func resolve(_ name: ServiceProtocol, _ reader: inout OptionReader) -> ResolvedLoad {
        let connections = reader.count(maxConnections, "max-connections", default: 100, in: 1...100_000_000)
        let connectRate = reader.rate(
            connectRate, "connect-rate", default: RampSchedule.usualRate(of: connections), mayBeZero: false)
        let (messageRate, inFlight) = resolveMessages(name, &reader)
        let slack = reader.duration(
            scheduleSlack, "schedule-slack", default: .microseconds(500), in: .zero...Self.mostSlack)
        let duration = reader.duration(
            testDuration, "test-duration", default: .seconds(300), in: Self.shortest...Self.longest)
        let gracefulStop = reader.duration(
            gracefulStop, "graceful-stop", default: .seconds(5), in: .zero...Self.longest)
        return ResolvedLoad(
            maxConnections: connections, connectRate: connectRate, messageRate: messageRate, inFlight: inFlight,
            scheduleSlack: slack, testDuration: duration, gracefulStop: gracefulStop)
    }

    private func resolveMessages(
        _ name: ServiceProtocol, _ reader: inout OptionReader
    ) -> (rate: Double, inFlight: Int) {
        let mostInFlight = 1024
        switch name {
        case .ws:
            let rate = reader.rate(messageRate, "message-rate", default: 1, mayBeZero: true)
            return (rate, reader.count(inFlight, "in-flight", default: mostInFlight, in: 1...1_000_000))
        case .sse:
            reader.refuseGiven(
                messageRate, "message-rate", ServiceProtocol.ws.alone("an event stream is only listened to"))
            reader.refuseGiven(inFlight, "in-flight", ServiceProtocol.ws.alone())
            return (0, mostInFlight)
        }
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        min(max(self, range.lowerBound), range.upperBound)
    }
}
