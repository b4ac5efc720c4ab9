package import Metrics
package import Timing
package struct Progress { package init(elapsed: Nanoseconds, left: Nanoseconds, phase: String, planned: Int, metrics: RunMetrics) { self.e = elapsed; self.m = metrics; self.p = phase }; let e: Nanoseconds; let m: RunMetrics; let p: String }
package enum ProgressLine { package static func render(_ p: Progress) -> String { "\(p.p) \(p.e.seconds) open \(p.m.total.open) rcv \(p.m.last[CounterMetric.wsMsgsReceived])" } }
package enum LiveBlock { package static func render(_ p: Progress, previousHeight: Int, colour: Bool) -> (String, Int) { (ProgressLine.render(p) + "\n", 0) }; package static func clear(height: Int) -> String { "" } }
package enum SummaryReport { package static func render(_ s: RunSummary, colour: Bool) -> String { "report: established \(s.ledger.established)" } }
