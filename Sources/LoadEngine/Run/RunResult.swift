package import Metrics
package import Timing

/// Why a run ended.
package enum RunEnd: Sendable, Equatable {
    /// The plan was carried out, or no session was left.
    case completed
    /// People have ended it before its time, on purpose: what was not due by then was not planned.
    case stopped
    case interrupted
    /// By itself it came to less than its plan.
    case short(EndReason)
    /// A loop could not be made.
    case failed(String)
}

/// What a run leaves behind for the reports.
package struct RunResult {
    package let end: RunEnd
    package let metrics: RunMetrics
    package let ramp: Nanoseconds
    package let hold: Nanoseconds
    package let drain: Nanoseconds
    /// Sends that the schedule had for the time its sessions lived.
    package let sendsPlanned: Int
    /// Of these, how many the loops took up.
    package let sendsTakenUp: Int
    /// What people changed of the load, in the order of time.
    package let changes: [AppliedChange]

    /// A target whose name leads nowhere: one attempt, cause `dns`, and no run.
    package static func unresolved(_ words: String, plan: RunPlan) -> RunResult {
        let recorder = Recorder()
        recorder.ledger.attempt()
        recorder.ledger.end(.connectFailed(.dns))
        recorder.record(plan.session.metrics.connectFailed, happened: true)
        recorder.addError(plan.session.metrics.connect, cause: "dns: \(words)")
        let metrics = RunMetrics()
        metrics.absorb(recorder.harvest(sparing: Interval()), at: .zero, cpuPercent: 0, residentBytes: 0)
        metrics.close()
        return RunResult(
            end: .short(.unreachable), metrics: metrics, ramp: .zero, hold: .zero, drain: .zero, sendsPlanned: 0,
            sendsTakenUp: 0, changes: [])
    }
}

/// Where a run is, once a second.
package struct RunProgress {
    /// Since the first dial was due.
    package let elapsed: Nanoseconds
    /// Until the end of the hold.
    package let left: Nanoseconds
    /// `ramp`, `hold`, `drain` or `close`.
    package let phase: String
    package let load: CurrentLoad
    /// Of each scenario; none in the one-line form.
    package let scenarioLoads: [CurrentLoad]
    /// What people have changed of the load so far.
    package let changes: [AppliedChange]
    package let metrics: RunMetrics
    package let families: Set<MetricFamily>
}
