package import Timing

/// Everything a run has measured so far: the totals, the last interval, and the timeline.
package final class RunMetrics {
    package let total = Interval()
    /// What the last second brought; replaced with every harvest.
    package private(set) var last = Interval()
    package private(set) var timeline = Timeline()
    package private(set) var peakOpen = 0
    package private(set) var cpu = GaugeLevels()
    package private(set) var memory = GaugeLevels()

    package init() {}

    /// Takes in one harvest of all loops.
    ///
    /// - Parameters:
    ///   - elapsed: since the first dial was due.
    ///   - cpuPercent: our own CPU time since the last harvest, of one core.
    ///   - residentBytes: our own resident memory.
    package func absorb(_ interval: Interval, at elapsed: Nanoseconds, cpuPercent: Double, residentBytes: Int) {
        let fewest = min(total.fewestOpen, interval.fewestOpen)
        total.merge(interval)
        total.open = interval.open
        peakOpen = max(peakOpen, interval.mostOpen)
        total.mostOpen = peakOpen
        total.fewestOpen = fewest
        timeline.append(interval, at: elapsed)
        cpu.observe(cpuPercent)
        memory.observe(Double(residentBytes))
        last.reset()
        last.merge(interval)
    }

    /// After the last harvest.
    package func close() { timeline.close() }
}

/// A level now, and the lowest and highest it has been.
package struct GaugeLevels: Sendable, Equatable {
    package private(set) var value = 0.0
    package private(set) var lowest = 0.0
    package private(set) var highest = 0.0
    private var isFirst = true

    package init() {}

    package init(value: Double, lowest: Double, highest: Double) {
        self.value = value
        self.lowest = lowest
        self.highest = highest
        isFirst = false
    }

    package mutating func observe(_ level: Double) {
        value = level
        lowest = isFirst ? level : min(lowest, level)
        highest = isFirst ? level : max(highest, level)
        isFirst = false
    }
}
