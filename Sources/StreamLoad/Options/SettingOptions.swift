import ArgumentParser
import Profiles

/// `-e KEY=VAL`: what is set for the `${KEY}` of profiles.
struct SettingOptions: ParsableArguments {
    @Option(
        name: .short,
        help: ArgumentHelp(
            "Sets a variable of the profile, over its own and the environment's; repeatable.", valueName: "key=value"))
    var e: [String] = []

    /// The last of a key wins, as in the shell.
    var values: [String: String] {
        Dictionary(e.compactMap(Self.pair)) { $1 }
    }

    func validate() throws {
        for setting in e where Self.pair(setting) == nil {
            throw ValidationError("-e '\(setting)' sets nothing: expected KEY=VALUE.")
        }
    }

    private static func pair(_ text: String) -> (String, String)? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        return (parts[0], parts[1])
    }
}
