internal import Metrics
internal import Timing

/// What the controller asks of a loop.
enum LoopCommand: Sendable {
    /// The run begins at this instant.
    case start(Instant)
    /// People want another load from this instant on, which is a moment ahead, so that every loop knows of it in time.
    case change(LoadChange, at: Instant)
    /// Hand over what was measured since the last time; the spare takes its place.
    case harvest(sparing: Interval)
    /// No new dials and sends; pending dials are cancelled; wait for what is unanswered. Cut short, the run is over before
    /// its plan is, and what was not due by then was not planned.
    case drain(isCutShort: Bool)
    /// End every session in order (a WebSocket with a Close of code 1000) and await the answers.
    case close
    /// Close every socket now.
    case abandon
    /// Nothing is left: end the loop.
    case finish
}

/// What a loop tells the controller.
enum LoopReport: Sendable {
    /// The loop is made and waits for `start`, or cannot be made.
    case ready(failure: String?)
    case interval(Interval, LoopStatus)
    /// Each user has done its steps once, and nothing is open any more.
    case idle
    /// Nothing is unanswered any more.
    case drained
    /// Every socket is closed.
    case closed
}

/// A loop's counts at a harvest.
struct LoopStatus: Sendable {
    /// Sessions and answers.
    var established = 0
    var failed = 0
    /// Of these, answers to requests.
    var answered = 0
    /// Those that ended by themselves; it passes where nobody was logged in.
    var logins = Tally()
    var open = 0
    var dialling = 0
    /// What is still to come: planned dials and starts, and users under way.
    var ahead = 0
    var redialsPlanned = 0
    var sendsPlanned = 0
    var sendsTakenUp = 0

    static func + (left: LoopStatus, right: LoopStatus) -> LoopStatus {
        var logins = left.logins
        logins.merge(right.logins)
        return LoopStatus(
            established: left.established + right.established, failed: left.failed + right.failed,
            answered: left.answered + right.answered, logins: logins,
            open: left.open + right.open, dialling: left.dialling + right.dialling,
            ahead: left.ahead + right.ahead, redialsPlanned: left.redialsPlanned + right.redialsPlanned,
            sendsPlanned: left.sendsPlanned + right.sendsPlanned,
            sendsTakenUp: left.sendsTakenUp + right.sendsTakenUp)
    }

    /// Whether nothing can happen any more: no session is open, under way, or to come.
    var isOver: Bool { open == 0 && dialling == 0 && ahead == 0 && redialsPlanned == 0 }
}
