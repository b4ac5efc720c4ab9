import LWSTransport
import LoadEngine
import Timing

/// What a run does that its user may not expect, said once before it starts.
enum RunNotices {
    static func all(
        _ plan: RunPlan, service: ResolvedRun.Service, isReplyGiven: Bool, surroundings: Surroundings,
        readNames: [String]
    ) -> [String] {
        [
            isReplyGiven || plan.messageRate == 0 ? nil : replyNotice(plan.message),
            rateNotice(surroundings.arguments),
            tlsNotice(plan),
        ].compactMap(\.self) + misspeltVariables(surroundings.environment, readNames)
    }

    private static func replyNotice(_ message: MessagePlan) -> String {
        message.reply == .none
            ? "no reply is expected, since the message carries no {{id}}; --reply order expects one to each"
            : "a reply is known by the id of its message coming back; --reply none expects none"
    }

    /// In Locust `-r` is the spawn rate, and `-u` and `-t` are its neighbours.
    private static func rateNotice(_ arguments: [String]) -> String? {
        guard arguments.contains("-r"), arguments.contains("-u") || arguments.contains("-t") else { return nil }
        return "-r is the message rate of a session here; Locust's spawn rate is --spawn-rate"
    }

    private static func tlsNotice(_ plan: RunPlan) -> String? {
        guard plan.tls != TLSOptions(), !plan.url.isSecure else { return nil }
        return "certificates and TLS flags have no effect on ws://"
    }

    private static func misspeltVariables(_ environment: [String: String], _ readNames: [String]) -> [String] {
        let known = readNames.map(OptionReader.variable(of:))
        return environment.keys.sorted().compactMap { variable in
            guard variable.hasPrefix("STREAMLOAD_"), !known.contains(variable),
                let meant = NearestWord.of(
                    String(variable.dropFirst(11)), among: known.map { String($0.dropFirst(11)) })
            else { return nil }
            return "\(variable) is not read. Did you mean STREAMLOAD_\(meant)?"
        }
    }
}
