import ArgumentParser
import Metrics
import Profiles
import Timing

/// `streamload validate FILE…`: says everything that is wrong with profiles, and runs none.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check profiles, and say everything that is wrong with them.",
        discussion: """
            Each mistake is a line on standard error: file:line:column, what was found, what was expected. The exit status \
            is then 104; else 0, with a line for each file.
            """)

    @OptionGroup var settings: SettingOptions

    @Argument(help: ArgumentHelp("Profiles to check.", valueName: "file"))
    var files: [String]

    func run() throws {
        let surroundings = Surroundings.system()
        var isValid = true
        for file in files {
            switch surroundings.readProfile(file, settings: settings.values) {
            case .success(let profile): try StandardOutput.write("\(file): valid, \(profile.contents)")
            case .failure(let rejection):
                isValid = false
                for diagnostic in rejection.diagnostics { StandardError.write("\(diagnostic)") }
            }
        }
        guard isValid else { throw ExitCode(ExitStatus.profileRejected.rawValue) }
    }
}

extension Profile {
    /// What it holds, in a few words: `2 scenarios, 5 steps, 3 thresholds`.
    var contents: String {
        func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        let judged = [
            (thresholds.count, "threshold"), (targets.count, "target"),
        ].filter { $0.0 > 0 }.map { counted($0.0, $0.1) }
        return ([counted(scenarios.count, "scenario")] + judged).joined(separator: ", ")
    }
}
