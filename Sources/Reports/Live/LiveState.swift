package import Metrics
package import Timing

/// A run as a page shows it while it goes on.
package struct LiveState: Sendable {
    package enum Phase: String, Sendable {
        /// Nobody has started it yet.
        case waiting
        case ramp
        case hold
        case drain
        case close
        case finished
    }

    /// What is tested, for people.
    package var target: String
    /// Which run of this process it is, from 1; 0 before the first.
    package var run: Int
    package var phase: Phase
    /// Since the first dial was due.
    package var elapsed: Nanoseconds
    /// Until the end of the hold.
    package var left: Nanoseconds
    package var loads: [LiveLoad]
    /// What the run is to do, in words: parts with a title each.
    package var plan: [(title: String, lines: [String])]
    package var failures: FailureLog
    /// What was measured so far; nil before the first second is over.
    package var summary: RunSummary?

    package init(
        target: String, run: Int, phase: Phase, elapsed: Nanoseconds = .zero, left: Nanoseconds = .zero,
        loads: [LiveLoad], plan: [(title: String, lines: [String])] = [], failures: FailureLog = FailureLog(),
        summary: RunSummary? = nil
    ) {
        self.target = target
        self.run = run
        self.phase = phase
        self.elapsed = elapsed
        self.left = left
        self.loads = loads
        self.plan = plan
        self.failures = failures
        self.summary = summary
    }

    /// All of it, for a page that is opened.
    package var whole: [UInt8] {
        let result = summary.map { DrawnTimeline.replaced(in: JSONReport.drawnTree($0)) }
        return JSONTree.object(
            fields + [
                ("plan", .list(plan.map(Self.tree))), ("failures", Self.list(failures.entries)),
                ("result", result ?? .null),
            ]
        ).compactBytes
    }

    /// What its last second adds, for a page that knows what was before.
    ///
    /// - Parameters:
    ///   - hasDistributions: whether the distributions come with it, which take longer to put together than all the rest.
    ///   - hasChanges: whether people's changes of the load do, which may be a thousand: they are as they were if not.
    /// - Returns: a JSON text; nil before the first second.
    package func update(hasDistributions: Bool, hasChanges: Bool) -> [UInt8]? {
        guard let summary else { return nil }
        var result = JSONReport.heads(summary)
        if !hasChanges {
            result = result.map { ($0.key, $0.key == "run" ? $0.value.without("changes") : $0.value) }
        }
        if hasDistributions { result.append(("distributions", JSONReport.drawnDistributions(summary))) }
        let row = JSONReport.timeline(summary, rows: summary.timeline.rows.suffix(1))
        return JSONTree.object(
            fields + [
                ("failures", Self.list(failures.newest)), ("result", .object(result)), ("timeline", row),
            ]
        ).compactBytes
    }

    private var fields: [(key: String, value: JSONTree)] {
        [
            // Of the rows to come: those that a page was given at first may be drawn further apart.
            ("interval_s", .integer(summary?.timeline.interval ?? 1)),
            ("target", .text(target)), ("run", .integer(run)), ("phase", .text(phase.rawValue)),
            ("elapsed_s", .number(elapsed.seconds)),
            ("left_s", .number(left.seconds)), ("loads", .list(loads.map(Self.tree))),
        ]
    }

    private static func tree(_ load: LiveLoad) -> JSONTree {
        .object([
            ("scenario", load.scenario.map(JSONTree.text) ?? .null), ("is_users", .boolean(load.isOfUsers)),
            ("connections", load.connections.map(JSONTree.integer) ?? .null),
            ("connect_rate", .optional(load.connectRate)), ("message_rate", .optional(load.messageRate)),
            ("is_total", .boolean(load.isTotalRate)), ("arrival_rate", .optional(load.arrivalRate)),
        ])
    }

    private static func tree(_ part: (title: String, lines: [String])) -> JSONTree {
        .object([("title", .text(part.title)), ("lines", .list(part.lines.map(JSONTree.text)))])
    }

    private static func list(_ entries: [FailureLog.Entry]) -> JSONTree {
        .list(
            entries.map {
                .object([
                    ("t", .number($0.time)), ("scenario", .text($0.scenario)), ("name", .text($0.name)),
                    ("cause", .text($0.cause)), ("count", .integer($0.count)),
                ])
            })
    }
}

extension JSONTree {
    /// An object that lacks a key.
    fileprivate func without(_ key: String) -> JSONTree {
        guard case .object(let fields) = self else { return self }
        return .object(fields.filter { $0.key != key })
    }
}
