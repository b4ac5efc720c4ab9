package import Timing

/// Everything a run has measured so far: the totals, the last interval, and the timeline.
package final class RunMetrics {
    package let total: Interval
    /// What the last second brought; replaced with every harvest.
    package let last: Interval
    /// How long that interval was; harvests come once a second, but not to the microsecond.
    package private(set) var lastLength = Nanoseconds.zero
    package private(set) var timeline = Timeline()
    package private(set) var cpu = GaugeLevels()
    package private(set) var memory = GaugeLevels()

    /// When each failure was seen.
    package private(set) var sightings: [ErrorTable.Key: Sighting] = [:]

    private var lastHarvest = Nanoseconds.zero

    package var peakOpen: Int { total.open.most }

    /// What was measured beyond the catalogue.
    package var plan: MeasurementPlan { total.planned.plan }

    package init(_ plan: MeasurementPlan = MeasurementPlan()) {
        total = Interval(plan)
        last = Interval(plan)
    }

    /// Takes in one harvest of all loops.
    ///
    /// - Parameters:
    ///   - interval: what the loops measured, merged; the caller may empty it afterwards.
    ///   - elapsed: since the first dial was due.
    ///   - cpuPercent: our own CPU time since the last harvest, of one core; nil when it was not read.
    ///   - residentBytes: our own resident memory; nil when it was not read.
    package func absorb(
        _ interval: Interval, at elapsed: Nanoseconds, cpuPercent: Double? = nil, residentBytes: Int? = nil
    ) {
        let before = total.levels
        total.merge(interval)
        // Levels follow one another in time; they do not add up.
        total.levels = before
        total.levels.append(interval.levels)
        timeline.append(interval, at: elapsed)
        for key in interval.errors.counts.keys {
            sightings[total.errors.kept(key), default: Sighting(at: elapsed)].last = elapsed
        }
        if let cpuPercent { cpu.observe(cpuPercent) }
        if let residentBytes { memory.observe(Double(residentBytes)) }
        lastLength = elapsed - lastHarvest
        lastHarvest = elapsed
        last.reset()
        last.merge(interval)
    }

    /// After the last harvest.
    package func close() { timeline.close() }
}
