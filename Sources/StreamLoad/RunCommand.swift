import ArgumentParser
import Metrics

/// `streamload [run] [options] [URL]`: one load test from flags to verdict.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Hold WebSocket sessions or event streams open by the thousand, and measure what comes back.",
        usage: "streamload [run] [options] [profile.yaml | url]",
        discussion: """
            Without a profile or URL the embedded target is tested. Every flag can be set in the environment too: STREAMLOAD_ and \
            its first long name in capitals, as in STREAMLOAD_MAX_CONNECTIONS=1000; a flag wins. Counts take k and M, \
            times ms, s, m and h, rates /s, /m and /h.
            """)

    @OptionGroup var options: RunOptions

    func run() async throws {
        let surroundings = Surroundings.system()
        switch options.resolve(in: surroundings) {
        case .failure(let refusal):
            StandardError.write(refusal.text)
            throw ExitCode(refusal.status.rawValue)
        case .success(let run):
            run.writeWarnings()
            throw ExitCode(await execute(run).rawValue)
        }
    }
}
