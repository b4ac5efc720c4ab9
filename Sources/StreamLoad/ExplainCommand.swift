import ArgumentParser
import Metrics
import Profiles

/// `streamload explain FILE`: says in plain words what a profile would do.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say in plain words what a profile would do: the load over time, the steps, the totals planned.",
        discussion: "Secrets are masked. A profile with mistakes is told as by validate, with exit status 104.")

    @OptionGroup var settings: SettingOptions

    @Argument(help: ArgumentHelp("The profile.", valueName: "file"))
    var file: String

    func run() throws {
        switch Surroundings.system().readProfile(file, settings: settings.values) {
        case .success(let profile):
            for line in Explanation.lines(of: profile, file: file) { StandardOutput.write(line) }
        case .failure(let rejection):
            for diagnostic in rejection.diagnostics { StandardError.write("\(diagnostic)") }
            throw ExitCode(ExitStatus.profileRejected.rawValue)
        }
    }
}
