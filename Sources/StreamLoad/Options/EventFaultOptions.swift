import ArgumentParser
import Target
import Timing

/// How the event streams of the embedded target misbehave. Each flag is a query value of one request too.
struct EventFaultOptions: ParsableArguments {
    @Option(
        help: help("Send the first event of /events and /ndjson this much later; comments come before it.", "t"),
        transform: DurationText.parse)
    var eventFirstDelay = Nanoseconds.zero

    @Option(
        help: help("Pause this much longer before some events of both; needs --event-gap-every.", "t"),
        transform: DurationText.parse)
    var eventGap: Nanoseconds?

    @Option(help: help("Which: every n-th of a stream.", "n"), transform: FaultOptions.positive)
    var eventGapEvery: Int?

    @Flag(
        help: """
            Write events in pieces: cut inside field names, between CR and LF and inside UTF-8 characters, and every \
            fourth byte by byte; LF, CRLF and CR end lines in turn.
            """)
    var eventSplit = false

    @Flag(help: "Leave out the final line end of the last event of a body that ends in order.")
    var eventUnfinished = false

    @Flag(help: "Say that the answer is text/html.")
    var eventTypeWrong = false

    @Option(help: help("Reset each connection (RST) after n events.", "n"), transform: CountText.parse)
    var eventCut: Int?

    @Option(
        help: help("End each connection (FIN) inside the chunk, or the length, that follows n events.", "n"),
        transform: CountText.parse)
    var eventCutChunk: Int?

    @Option(
        help: help("End each body in order after n events of its connection, so that a client resumes.", "n"),
        transform: CountText.parse)
    var eventEnd: Int?

    @Flag(help: "After a resume, leave out what was missed; the numbering goes on as if it had been sent.")
    var noReplay = false

    @Option(
        help: help("After a resume, send the last n events again that the client has.", "n"),
        transform: CountText.parse)
    var eventReplayExtra = 0

    @Option(
        help: help("Answer every request for a stream with this HTTP status instead.", "status"),
        transform: FaultOptions.status)
    var eventStatus: Int?

    private static func help(_ abstract: String, _ valueName: String) -> ArgumentHelp {
        ArgumentHelp(abstract, valueName: valueName)
    }

    func validate() throws {
        guard (eventGap == nil) == (eventGapEvery == nil) else {
            throw ValidationError("--event-gap and --event-gap-every belong together: give both or none.")
        }
        guard !noReplay || eventReplayExtra == 0 else {
            throw ValidationError("--no-replay and --event-replay-extra contradict each other: give one of them.")
        }
    }

    var faults: EventFaults {
        var faults = EventFaults()
        faults.firstDelay = eventFirstDelay
        if let eventGap, let eventGapEvery { faults.gap = EventFaults.Gap(pause: eventGap, every: eventGapEvery) }
        faults.splits = eventSplit
        faults.leavesUnfinished = eventUnfinished
        faults.hasWrongType = eventTypeWrong
        faults.cutAfter = eventCut
        faults.cutInsideAfter = eventCutChunk
        faults.endAfter = eventEnd
        faults.skipsMissed = noReplay
        faults.repeated = eventReplayExtra
        faults.status = eventStatus
        return faults
    }
}
