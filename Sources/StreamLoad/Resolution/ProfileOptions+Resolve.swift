import LoadEngine
import Metrics
import Profiles
import Timing

extension ProfileOptions {
    /// What is refused beside a profile, which says it itself.
    private static let saidByProfiles = [
        "streaming-url", "protocol", "max-connections", "connect-rate", "message-rate", "in-flight", "test-duration",
        "message", "message-size", "binary", "reply", "subscribe", "subscribe-ack", "sequence", "sent-at", "method",
        "data", "data-file", "stream-format", "until-events", "until-time", "until-data", "streams-per-user",
        "stall-timeout", "max-event-size", "subprotocol", "compress", "reconnect", "no-reconnect",
    ]

    /// The variables of an environment that set what the profile says, in the order of the alphabet.
    static func overruledVariables(of environment: [String: String]) -> [String] {
        saidByProfiles.map(OptionReader.variable(of:)).filter { !(environment[$0] ?? "").isEmpty }.sorted()
    }

    /// Reads the profile, and what of it is run.
    func resolve(
        _ file: String, in surroundings: Surroundings, _ reader: inout OptionReader
    ) -> Result<Profile, ProfileRejection> {
        for name in Self.saidByProfiles where reader.wasGiven(name) {
            reader.refuse("--\(name)", "the profile says it; set what it leaves open with -e NAME=VALUE")
        }
        switch surroundings.readProfile(file, settings: settings.values) {
        case .failure(let rejection): return .failure(rejection)
        case .success(let profile):
            let selection = ProfileSelection(
                scenarios: reader.given(scenarios, "scenario").map(\.text), tags: reader.given(tags, "tags").map(\.text)
            )
            switch selection.of(profile) {
            case .success(let selected): return .success(selected)
            case .failure(let refusal):
                for mistake in refusal.mistakes { reader.refuse(mistake.flag, mistake.message) }
                return .success(profile)
            }
        }
    }

    /// Whether each scenario has one user that takes its steps once, and whether all that it does is shown.
    func resolveOnce(_ reader: inout OptionReader) -> (isOnce: Bool, isDumped: Bool) {
        let isOnce = reader.flag(once, "once")
        let isDumped = reader.flag(dump, "dump")
        if isDumped, !isOnce {
            reader.refuse("--dump", "shows what one user does, and a run has many: expected --once beside it")
        }
        if isOnce, reader.wasGiven("threads") {
            reader.refuse("--threads", "contradicts --once, which has one user of each scenario, on one thread")
        }
        return (isOnce, isDumped)
    }

    /// What reports say of the options: not those that a profile has no use for.
    static func reported(_ options: [ReportedOption]) -> [ReportedOption] {
        options.filter { !saidByProfiles.contains($0.name) }
    }

    /// Without a profile they have nothing to choose from.
    func refuseWithoutProfile(_ reader: inout OptionReader) {
        let reason = "chooses from a profile: expected a .yaml file to run"
        reader.refuseGiven(scenarios, "scenario", reason)
        reader.refuseGiven(tags, "tags", reason)
        let steps = "takes the steps of a profile: expected a .yaml file to run"
        reader.refuseGiven(once, "once", steps)
        reader.refuseGiven(dump, "dump", steps)
        if !settings.e.isEmpty { reader.refuse("-e", "sets a variable of a profile: expected a .yaml file to run") }
    }
}
