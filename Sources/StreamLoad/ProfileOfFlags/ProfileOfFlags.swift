import LWSTransport
import LoadEngine
import Metrics
import Profiles
import Timing

/// The profile that flags are: what a run of them does, in the words of a file that `run` then accepts.
///
/// What may be a secret is left to a variable, which the first lines name; what a file has no word for stays a flag.
struct ProfileOfFlags {
    let run: ResolvedRun
    let session: SessionPlan
    var variables: [String] = []
    var diagnostics: [Diagnostic] = []
    private var body: [String] = []

    /// - Parameters:
    ///   - run: what the flags came to.
    ///   - standard: what no flags come to, on the same machine.
    /// - Returns: the lines of the file, or which flags no profile can say.
    static func lines(of run: ResolvedRun, beside standard: ResolvedRun) -> Result<[String], Refusal> {
        var profile = ProfileOfFlags(run)
        profile.write()
        guard profile.diagnostics.isEmpty else { return .failure(Refusal(diagnostics: profile.diagnostics)) }
        let flags = ProfileOptions.reported(run.options).filter { option in
            !Self.written.contains(option.name) && !standard.options.contains(option)
        }.map(Self.flag)
        let seed = run.plan.seed == standard.plan.seed ? [] : ["--seed \(run.plan.seed)"]
        return .success(profile.head(flags: flags + seed) + profile.body)
    }

    /// Options that a profile may leave to flags, and that are written into it nevertheless.
    private static let written: Set = [
        "connect-timeout", "ping-interval", "pong-timeout", "reply-timeout", "header", "threshold", "auth-url",
    ]

    private init(_ run: ResolvedRun) {
        self.run = run
        session = run.plan.session
    }

    private func head(flags: [String]) -> [String] {
        var lines = ["# What these flags say, as a profile: streamload run FILE.yaml"]
        if !variables.isEmpty {
            lines.append("# It may be secret what these are: " + variables.map { "-e \($0)=…" }.joined(separator: " "))
        }
        if !flags.isEmpty { lines.append("# Flags of the run stay flags: \(flags.joined(separator: " "))") }
        return lines
    }

    private static func flag(_ option: ReportedOption) -> String {
        switch option.value {
        case .flag: "--\(option.name)"
        case .number(let number): "--\(option.name) \(number == number.rounded() ? "\(Int(number))" : "\(number)")"
        case .text(let text): "--\(option.name) \(text)"
        }
    }

    private mutating func write() {
        let lines = session.eventStream.map { streamSteps($0) } ?? socketSteps()
        if let login = run.plan.login {
            body = ["login:", "  steps:"] + steps(of: login).map { String($0.dropFirst(2)) }
        }
        body += ["scenarios:", "  sessions:", "    sessions: \(load.line)"]
        if session.eventStream == nil, session.messageRate > 0 {
            let rate = FlowText.plain("\(Self.figure(session.messageRate))/s per session")
            body.append(
                "    messages: " + FlowText.object([("rate", rate), ("in_flight", .plain("\(session.inFlight)"))]).line)
        }
        body += ["    steps:"] + lines
        if let policy = reconnect { body.append("    reconnect: \(policy.line)") }
        if !run.judgement.thresholds.isEmpty {
            body += ["thresholds:"] + FlowText.lines(of: thresholds, indentation: "  ")
        }
    }

    /// A metric stands once, with all that it must reach.
    private var thresholds: [(key: String, value: FlowText)] {
        var metrics: [(name: String, conditions: [FlowText])] = []
        for threshold in run.judgement.thresholds {
            let name = threshold.selector.description
            if let place = metrics.firstIndex(where: { $0.name == name }) {
                metrics[place].conditions.append(.text(threshold.expression))
            } else {
                metrics.append((name, [.text(threshold.expression)]))
            }
        }
        return metrics.map { ($0.name, .list($0.conditions)) }
    }

    private var load: FlowText {
        .object([
            ("open", .plain("\(run.plan.maxConnections)")), ("at", .plain("\(Self.figure(run.plan.connectRate))/s")),
            ("hold", .plain(DurationText.format(run.plan.testDuration))),
        ])
    }

    private var reconnect: FlowText? {
        guard let policy = session.reconnect else {
            return session.eventStream?.resumes == false ? .plain("none") : nil
        }
        var members: [(key: String, value: FlowText)] = [
            ("delay", .plain(DurationText.format(policy.delay))), ("factor", .plain("\(policy.factor)")),
            ("max", .plain(DurationText.format(policy.max))), ("jitter", .plain(policy.jitter.rawValue)),
        ]
        if let attempts = policy.attempts { members.append(("attempts", .plain("\(attempts)"))) }
        return .object(members)
    }

    /// Without an exponent, which rates are not written with.
    static func figure(_ number: Double) -> String {
        if number == number.rounded() { return "\(Int(number))" }
        let parts = "\(number)".split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]), exponent < 0 else { return "\(number)" }
        let digits = parts[0].filter { $0 != "." }
        return "0." + String(repeating: "0", count: -exponent - 1)
            + (digits.hasSuffix("0") ? digits.dropLast() : digits[...])
    }
}
