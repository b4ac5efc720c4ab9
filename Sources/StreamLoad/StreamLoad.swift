import ArgumentParser
import Metrics

@main
struct StreamLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "streamload", abstract: "A load tester for long-lived connections.", version: ToolVersion.current,
        subcommands: [
            RunCommand.self, ServeCommand.self, ValidateCommand.self, ExplainCommand.self, ReportCommand.self,
            CompareCommand.self,
        ],
        defaultSubcommand: RunCommand.self)

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            // Asked without a command, help is that of a run: it is what nearly everybody came for.
            var command = try parseAsRoot(
                ["-h", "--help", "help"].contains(arguments.first)
                    ? ["run", "--help"] : WebArguments.joined(arguments))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            finish(error)
        }
    }

    /// Ends the process with what was asked for, such as the help, or with one line for what could not be parsed.
    private static func finish(_ error: any Error) -> Never {
        guard !(error is ExitCode), exitCode(for: error) == .validationFailure else { exit(withError: error) }
        StandardError.write("\(message(for: error))\nstreamload --help lists every flag.")
        exit(withError: ExitCode(ExitStatus.usage.rawValue))
    }
}
