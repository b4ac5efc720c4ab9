internal import HTTP
internal import Timing

/// How one stream leaves, whatever its events are.
struct StreamPlan {
    var framing: BodyFraming
    /// Between two comment lines, nil for none.
    var heartbeat: Nanoseconds?
    var faults: FaultPlan
    /// Where it went on, nil when it began.
    var resumed: ResumePoint?
}

/// What becomes of a request for a stream.
enum StreamAdmission {
    case admitted(any EventSource, StreamPlan)
    /// With what is no stream, and was not asked to be one.
    case answered(HTTPAnswer)
    case refused(HTTPAnswer)
}
