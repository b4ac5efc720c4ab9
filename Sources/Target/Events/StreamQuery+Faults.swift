internal import HTTP
internal import Timing

extension StreamQuery {
    private static let counts = 0...1_000_000_000
    private static let intervals = 1...1_000_000_000

    /// The faults of one stream: the server's, with what the query says otherwise.
    mutating func faults(of plan: TargetPlan) throws(TextError) -> FaultPlan {
        var faults = plan.faults
        faults.delay = try time("delay") ?? faults.delay
        faults.jitter = try time("jitter") ?? faults.jitter
        faults.dropEvery = try count("drop_every", in: Self.intervals) ?? faults.dropEvery
        faults.duplicateEvery = try count("duplicate_every", in: Self.intervals) ?? faults.duplicateEvery
        faults.swapEvery = try count("swap_every", in: Self.intervals) ?? faults.swapEvery
        if let after = try time("close_after") { faults.close = FaultPlan.Closing(after: after, code: nil) }
        faults.resetAfter = try time("reset_after") ?? faults.resetAfter
        faults.endAfter = try time("eof_after") ?? faults.endAfter
        faults.events.splits = try flag("split") ?? faults.events.splits
        faults.events.leavesUnfinished = try flag("unfinished") ?? faults.events.leavesUnfinished
        faults.events.hasWrongType = try flag("type_wrong") ?? faults.events.hasWrongType
        faults.events.cutAfter = try count("cut", in: Self.counts) ?? faults.events.cutAfter
        faults.events.endAfter = try count("end", in: Self.counts) ?? faults.events.endAfter
        faults.events.cutInsideAfter = try count("cut_chunk", in: Self.counts) ?? faults.events.cutInsideAfter
        faults.events.status = try count("status", in: 200...599) ?? faults.events.status
        return faults
    }

    /// Those that numbered events alone can have.
    mutating func numberedFaults(_ faults: EventFaults) throws(TextError) -> EventFaults {
        var faults = faults
        faults.firstDelay = try time("first_delay") ?? faults.firstDelay
        let pause = try time("gap")
        let every = try count("gap_every", in: Self.intervals)
        if pause != nil || every != nil {
            guard let pause = pause ?? faults.gap?.pause, let every = every ?? faults.gap?.every else {
                throw TextError("gap and gap_every belong together")
            }
            faults.gap = EventFaults.Gap(pause: pause, every: every)
        }
        faults.skipsMissed = try flag("no_replay") ?? faults.skipsMissed
        faults.repeated = try count("replay_extra", in: Self.counts) ?? faults.repeated
        return faults
    }

    mutating func heartbeat() throws(TextError) -> Nanoseconds? {
        let heartbeat = try time("heartbeat")
        if let heartbeat, heartbeat < .milliseconds(1) { throw TextError("heartbeat: expected 1 ms or more") }
        return heartbeat
    }

    /// How the body is delimited; HTTP/1.0 knows no chunks.
    mutating func framing(of request: HTTPRequest) throws(TextError) -> BodyFraming.Choice {
        let choice = try value("framing") { text throws(TextError) in
            guard let choice = BodyFraming.Choice(rawValue: text) else {
                throw TextError("'\(text)' delimits no body: expected chunked, length or close")
            }
            return choice
        }
        if choice == .chunked, !request.isVersion11 { throw TextError("framing: HTTP/1.0 knows no chunks") }
        return choice ?? (request.isVersion11 ? .chunked : .close)
    }
}
