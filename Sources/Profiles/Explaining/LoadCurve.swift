package import Timing

/// A load over time: how many sessions or users there are, or how many arrivals a second.
package struct LoadCurve: Sendable, Equatable {
    /// A time in which the level changes evenly.
    package struct Span: Sendable, Equatable {
        package let start: Nanoseconds
        package let end: Nanoseconds
        package let from: Double
        package let to: Double

        /// Unit-seconds, as sessions × seconds.
        var area: Double { (from + to) / 2 * (end - start).seconds }

        fileprivate func level(at time: Nanoseconds) -> Double {
            guard end > start else { return to }
            return from + (to - from) * ((time - start).seconds / (end - start).seconds)
        }
    }

    package let spans: [Span]

    init<Level>(_ levels: [Stage<Level>.Span], asNumber: (Level) -> Double) {
        var start = Nanoseconds.zero
        spans = levels.map { level in
            let end = start.saturating(adding: level.length)
            defer { start = end }
            return Span(start: start, end: end, from: asNumber(level.from), to: asNumber(level.to))
        }
    }

    /// So many, begun at a rate, and then there for a time.
    init(count: Int, rate: Double?, hold: Nanoseconds) {
        let ramp = RampSchedule(count: count, rate: rate ?? RampSchedule.usualRate(of: count))
        self.init([(0, count, ramp.length), (count, count, hold)], asNumber: Double.init)
    }

    /// When the load is over.
    package var length: Nanoseconds { spans.last?.end ?? .zero }

    var area: Double { spans.reduce(0) { $0 + $1.area } }

    /// Where it changes direction or level.
    var corners: [Nanoseconds] { spans.flatMap { [$0.start, $0.end] } }

    /// The level right after a time, and right before another one with no corner between them.
    func levels(from start: Nanoseconds, to end: Nanoseconds) -> (Double, Double) {
        guard let span = spans.last(where: { $0.start <= start && $0.end >= end && $0.end > $0.start }) else {
            return (0, 0)
        }
        return (span.level(at: start), span.level(at: end))
    }
}

extension Workload {
    /// The load over time.
    package var curve: LoadCurve {
        switch self {
        case .sessions(let load):
            if let open = load.open, let hold = load.hold { return LoadCurve(count: open, rate: load.rate, hold: hold) }
            return LoadCurve(Stage.spans(of: load.stages), asNumber: Double.init)
        case .users(let load):
            if let count = load.count, let length = load.length {
                return LoadCurve(count: count, rate: load.rate, hold: length)
            }
            return LoadCurve(Stage.spans(of: load.stages), asNumber: Double.init)
        case .arrivals(let load):
            if let rate = load.rate, let length = load.length {
                return LoadCurve([(rate, rate, length)]) { $0 }
            }
            return LoadCurve(Stage.spans(of: load.stages)) { $0 }
        }
    }
}
