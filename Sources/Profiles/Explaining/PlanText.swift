import Timing

/// What is planned, in plain words: the totals of a scenario, those of all, and the load over time.
enum PlanText {
    /// What a scenario comes to.
    static func lines(of scenario: Scenario, in profile: Profile) -> [String] {
        let totals = PlannedTotals(of: scenario, in: profile)
        var lines: [String] = []
        if case .sessions = scenario.workload {
        } else if !totals.iteration.words.isEmpty {
            lines.append("each iteration: \(totals.iteration.words)")
        }
        lines.append("planned: \(words(totals)) in \(DurationText.format(totals.length))")
        return lines
    }

    /// What all scenarios together come to.
    static func line(of profile: Profile) -> String {
        let totals = profile.scenarios.map { PlannedTotals(of: $0.value, in: profile) }
        func sum(_ path: KeyPath<PlannedTotals, PlannedTotals.Count?>) -> PlannedTotals.Count? {
            let counts = totals.compactMap { $0[keyPath: path] }
            return counts.isEmpty ? nil : counts.dropFirst().reduce(counts[0], +)
        }
        let words = Self.parts.compactMap { part in sum(part.path).flatMap { Self.words($0, part.noun) } }
        let length = totals.map(\.length).max() ?? .zero
        let more = totals.contains { $0.users != nil } ? "; how often users repeat their steps is up to the target" : ""
        return "Planned in all: \(words.joined(separator: ", ")) in \(DurationText.format(length))\(more)"
    }

    private static let parts: [(path: any KeyPath<PlannedTotals, PlannedTotals.Count?> & Sendable, noun: String)] = [
        (\.users, "user"), (\.arrivals, "arrival"), (\.sessions, "session"), (\.streams, "stream"),
        (\.messages, "message"), (\.requests, "request"), (\.logins, "login request"),
    ]

    private static func words(_ totals: PlannedTotals) -> String {
        parts.compactMap { part in totals[keyPath: part.path].flatMap { words($0, part.noun) } }.joined(separator: ", ")
    }

    private static func words(_ count: PlannedTotals.Count, _ noun: String) -> String? {
        guard count.number > 0 || noun == "user" || noun == "arrival" else { return nil }
        let words = FigureText.counted(count.number, noun)
        guard count.number < FigureText.most else { return words }
        return "\(count.isMost ? "at most " : count.isExact ? "" : "about ")\(words)"
    }
}

extension PlanText {
    /// How much load there is from when to when: all sessions, all users, all arrivals a second.
    static func timeline(of profile: Profile) -> [String] {
        let curves = profile.scenarios.compactMap(\.value.workload).map { (word: $0.word, curve: $0.curve) }
        let corners = Set(curves.flatMap(\.curve.corners)).sorted()
        return zip(corners, corners.dropFirst()).map { start, end in
            let levels = ["sessions", "users", "arrivals"].compactMap { word -> String? in
                let own = curves.filter { $0.word == word }.map { $0.curve.levels(from: start, to: end) }
                let sum = own.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
                return sum == (0, 0) ? nil : words(sum.0, sum.1, word)
            }
            let time = "\(DurationText.format(start)) to \(DurationText.format(end))"
            return "\(time): \(levels.isEmpty ? "nothing" : levels.joined(separator: ", "))"
        }
    }

    private static func words(_ from: Double, _ to: Double, _ word: String) -> String {
        let isRate = word == "arrivals"
        func figure(_ level: Double) -> String {
            FigureText.plain(isRate ? level : level.rounded(.down)) + (isRate ? "/s" : "")
        }
        let levels = figure(from) == figure(to) ? figure(to) : "\(figure(from)) to \(figure(to))"
        return isRate ? "arrivals at \(levels)" : "\(levels) \(word)"
    }
}
