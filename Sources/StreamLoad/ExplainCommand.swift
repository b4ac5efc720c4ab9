import ArgumentParser
import LoadEngine
import Metrics
import Profiles

/// `streamload explain FILE`: says in plain words what a profile would do; with flags alone, the profile that they are.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say in plain words what a profile would do: the load over time, the steps, the totals planned.",
        usage: "streamload explain [options] [profile.yaml]",
        discussion: """
            Takes what a run takes. Without a profile the profile is written that the flags are, for run to accept. Secrets \
            are masked. A profile with mistakes is told as by validate, with exit status 104.
            """)

    @OptionGroup var options: RunOptions

    func run() throws {
        let surroundings = Surroundings.system()
        let run = options.resolve(in: surroundings)
        (try? run.get())?.writeWarnings()
        switch run.flatMap({ explain($0, in: surroundings) }) {
        case .success(let lines):
            for line in lines { try StandardOutput.write(line) }
        case .failure(let refusal):
            StandardError.write(refusal.text)
            throw ExitCode(refusal.status.rawValue)
        }
    }

    private func explain(_ run: ResolvedRun, in surroundings: Surroundings) -> Result<[String], Refusal> {
        if let profile = run.plan.profile?.profile {
            return .success(Explanation.lines(of: profile, file: run.profileFile ?? ""))
        }
        var bare = surroundings
        bare.environment = [:]
        return RunOptions.parseNone().resolve(in: bare).flatMap { ProfileOfFlags.lines(of: run, beside: $0) }
    }
}

extension RunOptions {
    /// The options of an empty command line.
    static func parseNone() -> RunOptions {
        do {
            return try parse([])
        } catch {
            preconditionFailure("every option of a run may be left out")
        }
    }
}
