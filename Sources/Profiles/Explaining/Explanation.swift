import Metrics
import Timing

/// A profile in plain words: the load over time, the steps, the totals planned. Nothing that may be a secret is shown:
/// of URLs the secret parts are masked, and bodies and headers are left out.
package struct Explanation {
    private var lines: [String] = []

    /// The lines of the explanation of a profile.
    package static func lines(of profile: Profile, file: String) -> [String] {
        var explanation = Explanation()
        explanation.explain(profile, file: file)
        return explanation.lines
    }

    private mutating func explain(_ profile: Profile, file: String) {
        let description = profile.description?.split(whereSeparator: \.isNewline).joined(separator: " ")
        lines.append([profile.name ?? file, description].compactMap { $0 }.joined(separator: ": "))
        if let tls = profile.tls { lines += ConnectionText.lines(of: tls) }
        if let login = profile.login {
            lines += ["", "Login, once for every virtual user"]
            if let ahead = login.refreshBefore {
                lines.append("  again \(DurationText.format(ahead)) before what it captured expires")
            }
            lines += StepText.lines(of: login.steps, indentation: "  ")
        }
        if !profile.data.isEmpty { lines += ["", "Data"] + DataText.lines(of: profile.data).map { "  " + $0 } }
        for scenario in profile.scenarios { explain(scenario, of: profile) }
        for block in profile.blocks {
            lines += ["", "Block \(block.name)"] + StepText.lines(of: block.value, indentation: "  ")
        }
        lines += ["", "Over time"] + PlanText.timeline(of: profile).map { "  " + $0 }
        lines += ["", PlanText.line(of: profile)]
        explainGoals(of: profile)
    }

    private mutating func explain(_ scenario: Named<Scenario>, of profile: Profile) {
        lines += ["", Self.title(of: scenario)]
        lines += Self.load(of: scenario.value, in: profile).map { "  " + $0 }
        if let think = scenario.value.think { lines.append("  thinks \(StepText.words(think)) between steps") }
        if let pacing = scenario.value.pacing { lines.append("  begins its steps every \(StepText.words(pacing))") }
        lines += ConnectionText.lines(of: scenario.value).map { "  " + $0 }
        lines += PlanText.lines(of: scenario.value, in: profile).map { "  " + $0 }
        lines += StepText.lines(of: scenario.value.steps, indentation: "  ")
    }

    static func title(of scenario: Named<Scenario>) -> String {
        let tags = scenario.value.tags
        return "Scenario \(scenario.name)\(tags.isEmpty ? "" : " (\(tags.joined(separator: ", ")))")"
    }

    /// What comes, and how fast it talks.
    static func load(of scenario: Scenario, in profile: Profile) -> [String] {
        var lines: [String] = []
        if scenario.isSharing, let shared = profile.sharedLoad {
            lines.append("its share of the profile's \(shared.word), weight \(scenario.weight ?? 1):")
        }
        if let workload = scenario.workload { lines += LoadText.lines(of: workload) }
        if let messages = scenario.messages { lines += LoadText.lines(of: messages) }
        return lines
    }

    private mutating func explainGoals(of profile: Profile) {
        if !profile.unjudged.isEmpty {
            lines += ["", "Not judged, since only scenarios that are left out have to do with it"]
            lines += profile.unjudged.map { "  \($0)" }
        }
        lines += GoalText.lines(of: profile)
    }
}
