package import Metrics
package import Timing

/// A report that is written while the run goes on, so that what was measured is on the disk when the machine dies.
package protocol RunJournal: AnyObject {
    /// Takes note of the interval that was harvested last.
    func note(_ metrics: RunMetrics, at moment: RunMoment)
    /// Writes what is known only when the run is over, and closes the files.
    func finish(_ summary: RunSummary) -> [WriteError]
}

/// When an interval was harvested.
package struct RunMoment: Sendable, Equatable {
    /// Since the first dial was due.
    package let elapsed: Nanoseconds
    /// Seconds of Unix time.
    package let unixSeconds: Double
    package let families: Set<MetricFamily>

    package init(elapsed: Nanoseconds, unixSeconds: Double, families: Set<MetricFamily>) {
        self.elapsed = elapsed
        self.unixSeconds = unixSeconds
        self.families = families
    }
}
