internal import EventLoop
internal import Metrics
internal import Timing

/// What the loops have measured: asked of all of them at once, and taken in as one interval of the run when the last of
/// them has answered.
struct Harvests {
    let metrics: RunMetrics
    /// The loops' counts at the last harvest.
    private(set) var status = LoopStatus()
    private let loops: Int
    private var merged: Interval
    private var gathered = LoopStatus()
    /// Whose answer is still to come.
    private var due: Set<Int> = []
    private var spares: [Interval]
    private var lastUsage = ProcessUsage.now()
    private var lastHarvest = Instant.now()

    init(of plan: RunPlan) {
        metrics = RunMetrics(plan.measured)
        merged = Interval(plan.measured)
        loops = plan.threads
        spares = (0..<plan.threads).map { _ in Interval(plan.measured) }
    }

    var isUnderWay: Bool { !due.isEmpty }

    /// - Returns: what each loop is given to go on with; nothing while a harvest is under way.
    mutating func begin() -> [(loop: Int, spare: Interval)] {
        guard due.isEmpty else { return [] }
        due = Set(0..<loops)
        gathered = LoopStatus()
        return (0..<loops).map { ($0, spares.removeLast()) }
    }

    /// Takes in what one loop measured.
    ///
    /// - Parameters:
    ///   - interval: the loop's; it becomes a spare.
    ///   - status: the loop's counts.
    ///   - loop: by its number.
    ///   - elapsed: since the start of the run.
    /// - Returns: whether it was the last one, so that the run's metrics are up to date.
    mutating func absorb(_ interval: Interval, _ status: LoopStatus, of loop: Int, at elapsed: Nanoseconds) -> Bool {
        merged.merge(interval)
        interval.reset()
        spares.append(interval)
        gathered = gathered + status
        due.remove(loop)
        guard due.isEmpty else { return false }
        self.status = gathered
        let usage = ProcessUsage.now()
        let now = Instant.now()
        let share = (usage.cpuSeconds - lastUsage.cpuSeconds) / max((now - lastHarvest).seconds, 1e-3)
        metrics.absorb(merged, at: elapsed, cpuPercent: share * 100, residentBytes: usage.rssBytes)
        (lastUsage, lastHarvest) = (usage, now)
        merged.reset()
        return true
    }

    /// No answer is waited for any more.
    mutating func giveUp() { due.removeAll() }
}
