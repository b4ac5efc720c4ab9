package import Metrics
package import Timing

/// Runs before a change side by side with runs after it. Several of either tell how far runs of the same kind lie
/// apart, and a difference within that is not called one.
package struct Comparison {
    package struct Source {
        package let path: String
        package let document: ResultDocument

        package init(path: String, document: ResultDocument) {
            self.path = path
            self.document = document
        }
    }

    let base: [Source]
    let new: [Source]
    let figures: [ComparedFigure]
    let results: [RegressionResult]

    /// - Throws: what a rule asks for and no result has.
    package init(base: [Source], new: [Source], rules: [RegressionRule]) throws(TextError) {
        self.base = base
        self.new = new
        let (before, after) = (base.map(\.document), new.map(\.document))
        let names = Self.names(before + after)
        figures = names.flatMap { name, kind in
            Self.stats(of: kind).map { ComparedFigure(name, $0, kind, base: before, new: after) }
        }.filter { $0.base?.middle ?? 0 != 0 || $0.new?.middle ?? 0 != 0 }
        var results: [RegressionResult] = []
        for rule in rules {
            let kind = try Self.kind(of: rule, in: before + after)
            results.append(
                RegressionResult(
                    rule: rule, figure: ComparedFigure(rule.metric, rule.stat, kind, base: before, new: after)))
        }
        self.results = results
    }

    /// The status of the gate: 99 where a rule is broken, 111 where a result is none to judge by, and 110 where nothing
    /// succeeded after the change.
    package var exitStatus: ExitStatus {
        var statuses: [ExitStatus] = [results.contains(where: \.isBroken) ? .thresholdFailed : .passed]
        if (base + new).contains(where: { $0.document.validity.validity == .invalid }) { statuses.append(.invalid) }
        if new.contains(where: { $0.document.run.status == .unreachable }) { statuses.append(.unreachable) }
        return ExitStatus.worst(of: statuses)
    }

    /// What should be known before anything is made of the figures.
    var remarks: [String] {
        let sources = base + new
        var remarks = sources.compactMap { source in
            let run = source.document.run
            switch run.status {
            case .passed, .thresholdFailed: return nil as String?
            default: return "\(source.path): \(VerdictWords(source.document).text)"
            }
        }
        func differ(_ what: (ResultDocument) -> String?) -> Bool { Set(sources.map { what($0.document) }).count > 1 }
        if differ(\.run.target) || differ(\.run.profile) {
            remarks.append("the runs are of different targets or profiles")
        }
        let lengths = sources.map { $0.document.run.hold }
        if let least = lengths.min(), let most = lengths.max(), most > least * 1.1 + 1 {
            remarks.append("the runs are of different lengths: counts per second compare, counts do not")
        }
        let (before, after) = (base.map(\.document), new.map(\.document))
        return remarks + LeftOut.allCases.compactMap { $0.remark(base: before, new: after) }
    }

    private static func names(_ documents: [ResultDocument]) -> [(name: String, kind: MetricKind)] {
        var seen: Set<String> = []
        return documents.flatMap { $0.metrics + $0.submetrics }.filter { seen.insert($0.name).inserted }
            .map { ($0.name, $0.reading.kind) }
    }

    /// The figures that are shown of a metric.
    private static func stats(of kind: MetricKind) -> [String] {
        switch kind {
        case .trend: ["p(50)", "p(95)", "p(99)"]
        case .counter, .rate: ["rate"]
        case .gauge: ["max"]
        }
    }

    /// The kind of a rule's metric, which some result must have, with the figure.
    private static func kind(of rule: RegressionRule, in documents: [ResultDocument]) throws(TextError) -> MetricKind {
        let readings = documents.compactMap { $0.reading(rule.metric) }
        guard let reading = readings.first else {
            let known = documents.flatMap { ($0.metrics + $0.submetrics + $0.counters).map(\.name) }
            throw TextError(
                "'\(rule.metric)' is in none of the results\(NearestWord.hint(for: rule.metric, among: known))")
        }
        let stats = reading.figures.map(\.stat) + (reading.kind == .rate ? ["rate"] : [])
        guard stats.contains(rule.stat) else {
            throw TextError(
                "'\(rule.stat)' is no figure of \(rule.metric) in the results; expected \(stats.joined(separator: ", "))"
            )
        }
        // More than all of something cannot be.
        guard reading.kind != .rate || rule.isShare || !["rate", "value"].contains(rule.stat) || abs(rule.limit) <= 1
        else {
            let sign = rule.limit < 0 ? "-" : "+"
            let number = FigureText.plain(abs(rule.limit))
            throw TextError(
                "'\(rule.text)' can never be: \(rule.metric) is a share from 0 to 1; expected \(sign)\(number)% of what it "
                    + "was, or \(sign)\(FigureText.plain(abs(rule.limit) / 100)), that is \(number) in a hundred")
        }
        return reading.kind
    }
}
