import LWSTransport
import LoadEngine
import Logging
import Metrics
import Profiles
import Timing

/// What the flags come to: the plan, and all that is said and written about it.
struct ResolvedRun {
    /// Whether `plan.url` is a service, or a route of the embedded target, whose port is known once it runs.
    enum Service: Equatable {
        case external, embedded
    }

    /// For the embedded target the URL's port is 0 until it runs.
    var plan: RunPlan
    var service: Service
    /// Whether sessions log in at the embedded target.
    var logsInAtEmbedded = false
    var judgement: Judgement
    /// The profile's file; nil in the one-line form.
    var profileFile: String?
    var files: ReportFiles
    /// The live page; nil when none is asked for.
    var web: WebPlan?
    /// No progress is shown.
    var isQuiet: Bool
    /// Whether a terminal may be shown colours.
    var allowsColour: Bool
    var logLevel: Logger.Level
    /// What the run goes by, secrets masked, in the order of the help.
    var options: [ReportedOption]
    /// What the user should know once, before the run.
    var notices: [String]
    /// What of the environment is not taken, although it was meant to be.
    var warnings: [String] = []

    var usesEmbeddedTarget: Bool { service == .embedded || logsInAtEmbedded }

    /// What is tested, for people and reports.
    var targetName: String {
        if let profile = plan.profile { return profile.profile.name ?? profileFile ?? "" }
        return ownTargetName
    }

    private var ownTargetName: String {
        service == .embedded ? SecretText.redacted(url: "embedded\(plan.url.pathAndQuery)") : plan.url.display
    }
}

extension ResolvedRun {
    /// Fills in where the embedded target runs.
    ///
    /// - Parameter port: the target's; nil when it is not used.
    /// - Returns: the same run, aimed at it.
    func reachingEmbedded(port: Int?) -> ResolvedRun {
        guard let port else { return self }
        var run = self
        if service == .embedded { run.plan.url.port = port }
        if logsInAtEmbedded { run.plan.login?.url.port = port }
        run.plan.profile?.embeddedPort = port
        return run
    }

    /// Says what of the environment is not taken, unless only errors are asked for.
    func writeWarnings() {
        guard logLevel <= .warning else { return }
        for warning in warnings { StandardError.write(StandardErrorLog.line(.warning, warning, [:])) }
    }
}

/// Everything that is wrong with the flags and the profile, a line each.
struct Refusal: Error, Equatable {
    let diagnostics: [Diagnostic]
    /// What is wrong with the profile, already with its places.
    var profileLines: [String] = []

    /// Wrong flags count more: the profile was read with them.
    var status: ExitStatus { diagnostics.isEmpty ? .profileRejected : .usage }

    var text: String { (diagnostics.map(\.description) + profileLines).joined(separator: "\n") }
}
