import Timing

/// Which scenarios of a profile a run takes: with nothing given, all of them.
///
/// `--scenario NAME[,NAME]` takes the scenarios of these names. `--tags a,b` takes those that have all of these tags; a
/// second `--tags` is an alternative. Where both are given, a scenario must be named and have the tags. The load that
/// scenarios share is shared out among those that are taken.
package struct ProfileSelection: Sendable, Equatable {
    /// Values of `--scenario` and `--tags`, as they were written.
    package var scenarios: [String]
    package var tags: [String]

    package init(scenarios: [String] = [], tags: [String] = []) {
        self.scenarios = scenarios
        self.tags = tags
    }

    package var isEverything: Bool { scenarios.isEmpty && tags.isEmpty }

    /// What is left of a profile, or everything that is wrong with the selection.
    ///
    /// Thresholds and targets that only scenarios left out have to do with leave with them, and are named in `unjudged`:
    /// a metric that nothing feeds would fail.
    package func of(_ profile: Profile) -> Result<Profile, SelectionRefusal> {
        guard !isEverything else { return .success(profile) }
        let names = Self.words(of: scenarios).flatMap { $0 }
        let alternatives = Self.words(of: tags)
        let mistakes = mistakes(names: names, alternatives: alternatives, in: profile)
        guard mistakes.isEmpty else { return .failure(SelectionRefusal(mistakes: mistakes)) }
        var selected = profile
        selected.scenarios = profile.scenarios.filter { scenario in
            (scenarios.isEmpty || names.contains(scenario.name))
                && (tags.isEmpty || alternatives.contains { $0.allSatisfy(scenario.value.tags.contains) })
        }
        guard !selected.scenarios.isEmpty else {
            return .failure(SelectionRefusal(mistakes: [nothing(in: profile)]))
        }
        selected.shareLoad()
        selected.leaveOutGoals(beside: profile)
        return .success(selected)
    }

    private static func words(of values: [String]) -> [[String]] {
        values.map { value in
            value.split(separator: ",", omittingEmptySubsequences: false).map { word in
                String(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
        }
    }

    private func mistakes(
        names: [String], alternatives: [[String]], in profile: Profile
    ) -> [SelectionRefusal.Mistake] {
        let known = profile.scenarios.map(\.name)
        let tags = Set(profile.scenarios.flatMap(\.value.tags)).sorted()
        return Self.unknown(names, known, flag: "--scenario", noun: "scenario")
            + Self.unknown(alternatives.flatMap { $0 }, tags, flag: "--tags", noun: "tag")
    }

    private static func unknown(
        _ words: [String], _ known: [String], flag: String, noun: String
    ) -> [SelectionRefusal.Mistake] {
        words.filter { !known.contains($0) }.map { word in
            guard !known.isEmpty else {
                return SelectionRefusal.Mistake(flag: flag, message: "'\(word)': no scenario has a \(noun)")
            }
            let hint = NearestWord.hint(for: word, among: known)
            return SelectionRefusal.Mistake(
                flag: flag,
                message: "'\(word)' is not a \(noun) of the profile\(hint.isEmpty ? "; expected" : hint + " Expected") "
                    + "one of \(known.joined(separator: ", "))")
        }
    }

    private func nothing(in profile: Profile) -> SelectionRefusal.Mistake {
        let tagged = profile.scenarios.map { scenario in
            let tags = scenario.value.tags
            return "\(scenario.name) (\(tags.isEmpty ? "no tags" : tags.joined(separator: ", ")))"
        }.joined(separator: ", ")
        let asked = tags.map { "'\($0)'" }.joined(separator: " or ")
        let among = scenarios.isEmpty ? "no scenario" : "no scenario of those named"
        return SelectionRefusal.Mistake(
            flag: "--tags", message: "\(among) has all the tags of \(asked); the profile has \(tagged)")
    }
}

/// Why a selection takes nothing, or not what was meant: everything that is wrong with it.
package struct SelectionRefusal: Error, Sendable, Equatable {
    package struct Mistake: Sendable, Equatable {
        package let flag: String
        package let message: String
    }

    package let mistakes: [Mistake]
}
