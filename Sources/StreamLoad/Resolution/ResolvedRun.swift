import LWSTransport
import LoadEngine
import Logging
import Metrics
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
    var thresholds: [Threshold]
    /// Where the JSON result goes; `-` is standard output.
    var jsonPath: String?
    /// No progress is shown.
    var isQuiet: Bool
    /// Whether a terminal may be shown colours.
    var allowsColour: Bool
    var logLevel: Logger.Level
    /// What the run goes by, secrets masked, in the order of the help.
    var options: [ReportedOption]
    /// What the user should know once, before the run.
    var notices: [String]

    /// What is tested, for people and reports.
    var targetName: String {
        service == .embedded ? SecretText.redacted(url: "embedded\(plan.url.pathAndQuery)") : plan.url.display
    }
}

/// Everything that is wrong with the flags, a line each.
struct Refusal: Error, Equatable {
    let diagnostics: [Diagnostic]

    var text: String { diagnostics.map(\.description).joined(separator: "\n") }
}
