package import Metrics
package import Timing

/// What a run is to do, for whoever is about to start it: its loads, its length and what it is judged by, in the words of
/// the explanation and without its steps.
package struct PlanOverview: Sendable {
    /// What is planned of each scenario and of all, then what is judged. Lines that belong to the one before are indented.
    package private(set) var parts: [(title: String, lines: [String])] = []

    /// - Parameters:
    ///   - profile: what is left of it after the selection.
    ///   - thresholds: the profile's, and others that the run is judged by.
    package init(of profile: Profile, thresholds: [Threshold]) {
        parts = profile.scenarios.map { scenario in
            (Explanation.title(of: scenario), Self.lines(of: scenario.value, in: profile))
        }
        parts.append(("In all", [PlanText.line(of: profile)]))
        parts += GoalText.parts(of: profile, thresholds)
    }

    private static func lines(of scenario: Scenario, in profile: Profile) -> [String] {
        Explanation.load(of: scenario, in: profile) + PlanText.lines(of: scenario, in: profile)
    }

    /// Of the one-line form.
    ///
    /// - Parameters:
    ///   - sessions: how many are held open.
    ///   - connectRate: how many are opened a second.
    ///   - hold: how long they live when all are open.
    ///   - messageRate: of each session a second; nil where sessions are not there to talk.
    ///   - thresholds: what the run is judged by.
    package init(
        sessions: Int, connectRate: Double, hold: Nanoseconds, messageRate: Double?, thresholds: [Threshold]
    ) {
        var load = SessionsLoad()
        (load.open, load.rate, load.hold) = (sessions, connectRate, hold)
        let workload = Workload.sessions(load)
        let messages = messageRate.map { $0 > 0 ? "messages at \(LoadText.words(.perSession($0)))" : "no messages" }
        let length = DurationText.format(workload.curve.length)
        parts = [
            ("Sessions", LoadText.lines(of: workload) + [messages].compactMap(\.self)),
            ("In all", ["Planned in all: \(FigureText.counted(sessions, "session")) in \(length)"]),
        ]
        if !thresholds.isEmpty { parts.append((GoalText.passing, thresholds.map(GoalText.line))) }
    }
}
