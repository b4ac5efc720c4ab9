internal import Metrics

/// One figure of a metric in the runs before and in those after.
struct ComparedFigure {
    /// What repeats of a run say of a figure.
    struct Repeats: Equatable {
        /// Ascending.
        let values: [Double]

        /// nil where one of the runs has no samples: what some did not measure cannot be compared.
        init?(_ values: [Double?]) {
            let known = values.compactMap(\.self)
            guard known.count == values.count, !known.isEmpty else { return nil }
            self.values = known.sorted()
        }

        /// The median, which one odd run does not move.
        var middle: Double {
            let half = values.count / 2
            return values.count.isMultiple(of: 2) ? (values[half - 1] + values[half]) / 2 : values[half]
        }

        var spread: ClosedRange<Double> { values[0]...values[values.count - 1] }
    }

    /// The metric, as a result names it.
    let metric: String
    let stat: String
    let kind: MetricKind
    let base: Repeats?
    let new: Repeats?

    init(_ metric: String, _ stat: String, _ kind: MetricKind, base: Repeats?, new: Repeats?) {
        self.metric = metric
        self.stat = stat
        self.kind = kind
        self.base = base
        self.new = new
    }

    init(_ metric: String, _ stat: String, _ kind: MetricKind, base: [ResultDocument], new: [ResultDocument]) {
        func repeats(_ documents: [ResultDocument]) -> Repeats? {
            Repeats(documents.map { $0.isMeasured(metric) ? $0.reading(metric)?[stat] : nil })
        }
        self.init(metric, stat, kind, base: repeats(base), new: repeats(new))
    }

    /// From the middle of the runs before to that of those after, in the metric's unit.
    var difference: Double? {
        guard let base, let new else { return nil }
        return new.middle - base.middle
    }

    /// The same as a share of what was before; infinite where that was nothing.
    var change: Double? {
        guard let base, let difference else { return nil }
        guard difference != 0 else { return 0 }
        return base.middle == 0 ? difference * .infinity : difference / base.middle.magnitude
    }

    /// Whether runs of the same kind lie as far apart as the two kinds do: then the difference may be chance.
    var isWithinSpread: Bool {
        guard let base, let new, base.values.count + new.values.count > 2 else { return false }
        return base.spread.overlaps(new.spread)
    }
}
