import ArgumentParser
import Target
import Timing

/// How the embedded target misbehaves on request. Handshakes and requests for streams are counted per server, messages per
/// session, events per streamed answer.
struct FaultOptions: ParsableArguments {
    @Option(help: help("Send every data message or event this much later.", "t"), transform: DurationText.parse)
    var delay = Nanoseconds.zero

    @Option(
        help: help("Delay each message or event by 0 to t more, drawn from --seed; may reorder them.", "t"),
        transform: DurationText.parse)
    var jitter = Nanoseconds.zero

    @Option(
        help: help("Stand still once, t after the first session or stream was established; needs --stall-for.", "t"),
        transform: DurationText.parse)
    var stallAt: Nanoseconds?

    @Option(help: help("How long to stand still, neither reading nor writing.", "t"), transform: DurationText.parse)
    var stallFor: Nanoseconds?

    @Option(
        help: help("Drop every n-th message of a session or event of a stream; goes before the next two.", "n"),
        transform: positive)
    var dropEvery: Int?

    @Option(
        help: help("Send every n-th message or event twice; goes before --swap-every.", "n"), transform: positive)
    var duplicateEvery: Int?

    @Option(
        help: help(
            "Send every n-th message or event after its successor; without one, after 2 s or before the end.", "n"
        ),
        transform: positive)
    var swapEvery: Int?

    @Option(
        help: help("Refuse every n-th handshake or request for a stream; goes before --hang-every.", "n"),
        transform: positive)
    var refuseEvery: Int?

    @Option(help: help("The HTTP status of refusals.", "status"), transform: status)
    var refuseStatus = 503

    @Option(help: help("Never answer every n-th handshake or request for a stream.", "n"), transform: positive)
    var hangEvery: Int?

    @Option(
        help: help("Close each session t after it was established; the body of a stream ends in order.", "t"),
        transform: DurationText.parse)
    var closeAfter: Nanoseconds?

    @Option(help: help("The close code, legal or not; 0 sends a Close without one.", "code"))
    var closeCode: UInt16 = 1000

    @Option(
        help: help("Reset each session or stream (RST) t after it was established.", "t"), transform: DurationText.parse
    )
    var resetAfter: Nanoseconds?

    @Option(
        help: help(
            "End each session (FIN) without a Close, and each stream without its end, t after it was established.", "t"),
        transform: DurationText.parse)
    var eofAfter: Nanoseconds?

    @Flag(help: "Read nothing from WebSocket sessions: no pong, no reply, and the peer's socket fills.")
    var neverPong = false

    private static func help(_ abstract: String, _ valueName: String) -> ArgumentHelp {
        ArgumentHelp(abstract, valueName: valueName)
    }

    static func positive(_ text: String) throws -> Int {
        let count = try CountText.parse(text)
        guard count > 0 else { throw TextError("'\(text)' is no interval: expected 1 or more") }
        return count
    }

    static func status(_ text: String) throws -> Int {
        guard let status = Int(text), (200...599).contains(status) else {
            throw TextError("'\(text)' is not the status of an answer: expected 200 to 599")
        }
        return status
    }

    func validate() throws {
        guard (stallAt == nil) == (stallFor == nil) else {
            throw ValidationError("--stall-at and --stall-for belong together: give both or none.")
        }
    }

    var plan: FaultPlan {
        var plan = FaultPlan()
        plan.delay = delay
        plan.jitter = jitter
        if let stallAt, let stallFor { plan.stall = FaultPlan.Stall(after: stallAt, duration: stallFor) }
        plan.dropEvery = dropEvery
        plan.duplicateEvery = duplicateEvery
        plan.swapEvery = swapEvery
        plan.refuse = refuseEvery.map { FaultPlan.Refusal(every: $0, status: refuseStatus) }
        plan.hangEvery = hangEvery
        plan.close = closeAfter.map { FaultPlan.Closing(after: $0, code: closeCode == 0 ? nil : closeCode) }
        plan.resetAfter = resetAfter
        plan.endAfter = eofAfter
        plan.neverReads = neverPong
        return plan
    }
}
