import EventLoop
import Foundation
import LoadEngine
import Metrics
import Profiles
import Timing

extension RunCommand {
    /// What a run came to.
    static func summary(of result: RunResult, run: ResolvedRun, startedAt: Date) -> RunSummary {
        let outcome: ExitStatus =
            switch result.end {
            case .completed, .stopped: .passed
            case .interrupted: .interrupted
            case .short(let reason): reason.status
            case .failed: .internalError
            }
        let reason: EndReason? =
            switch result.end {
            case .short(let reason): reason
            case .stopped: .stopped(after: result.ramp + result.hold)
            default: nil
            }
        return summary(
            of: result.metrics, run: run, startedAt: startedAt,
            phases: (result.ramp, result.hold, result.drain), sends: (result.sendsPlanned, result.sendsTakenUp),
            outcome: outcome, reason: reason, changes: result.changes)
    }

    /// What a run that goes on has come to so far: as if it were interrupted now.
    static func summary(of progress: RunProgress, run: ResolvedRun, startedAt: Date) -> RunSummary {
        let ramp = min(progress.elapsed, run.plan.ramp)
        return summary(
            of: progress.metrics, run: run, startedAt: startedAt,
            phases: (ramp, max(progress.elapsed - ramp, .zero), .zero), sends: (0, 0), outcome: .interrupted,
            reason: nil, changes: progress.changes)
    }

    private static func summary(
        of metrics: RunMetrics, run: ResolvedRun, startedAt: Date,
        phases: (ramp: Nanoseconds, hold: Nanoseconds, drain: Nanoseconds), sends: (planned: Int, takenUp: Int),
        outcome: ExitStatus, reason: EndReason?, changes: [AppliedChange]
    ) -> RunSummary {
        let plan = run.plan
        let usage = ProcessUsage.now()
        let lateness = metrics.total[TrendMetric.sendLateness].percentile(99)
        let lag = lateness == nil ? metrics.total[TrendMetric.loopLag].percentile(99) : nil
        // One user has no load to keep up with, and may be watched by somebody who holds it up.
        let validity = ValidityReport.judge(
            planned: sends.planned, takenUp: sends.takenUp, latenessP99: plan.isOnce ? nil : lateness,
            loopLagP99: plan.isOnce ? nil : lag, attempts: metrics.total.ledger.attempts,
            exhausted: metrics.total.ledger.exhausted)
        return RunSummary(
            toolVersion: ToolVersion.current, families: plan.families,
            run: RunSummary.Run(
                startedAt: startedAt.ISO8601Format(), ramp: phases.ramp, hold: phases.hold, drain: phases.drain,
                target: run.targetName, profile: run.profileFile, seed: plan.seed, options: run.options,
                reason: reason, changes: changes.map(ReportedChange.init)),
            generator: RunSummary.Generator(
                threads: plan.threads, cpuSeconds: usage.cpuSeconds, maxRSSBytes: usage.maxRSSBytes,
                validity: validity),
            metrics: metrics, judgement: run.judgement, outcome: outcome)
    }
}

extension ReportedChange {
    fileprivate init(_ applied: AppliedChange) {
        let change = applied.change
        self.init(
            time: applied.time, scenario: change.scenario, connections: change.connections,
            connectRate: change.connectRate, messageRate: change.messageRate?.perSecond,
            arrivalRate: change.arrivalRate)
    }
}
