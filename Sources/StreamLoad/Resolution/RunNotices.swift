import LWSTransport
import LoadEngine
import TLS
import Timing

/// What a run does that its user may not expect, said once before it starts.
enum RunNotices {
    static func all(_ plan: RunPlan, _ reader: OptionReader, _ surroundings: Surroundings) -> [String] {
        [
            plan.messageRate == 0 || reader.wasGiven("reply") ? nil : replyNotice(plan.message),
            plan.eventStream?.resumes == true && !reader.wasGiven("reconnect") ? resumeNotice : nil,
            plan.eventStream.flatMap(bodyNotice),
            rateNotice(surroundings.arguments),
            tlsNotice(plan),
        ].compactMap(\.self)
    }

    private static func replyNotice(_ message: MessagePlan) -> String {
        message.reply == .none
            ? "no reply is expected, since the message carries no {{id}}; --reply order expects one to each"
            : "a reply is known by the id of its message coming back; --reply none expects none"
    }

    private static let resumeNotice =
        "a stream that ends is asked for again after the server's retry, or 3s, as browsers do; --no-reconnect leaves "
        + "it ended"

    /// Two slips that a server would answer in ways hard to read: curl's `@file`, and a completion that never streams.
    private static func bodyNotice(_ plan: EventStreamPlan) -> String? {
        let text: String
        switch plan.body {
        case .none: return nil
        case .bytes(let bytes): text = String(decoding: bytes, as: UTF8.self)
        case .template(let template):
            let literals = template.pieces.map { if case .literal(let bytes) = $0 { bytes } else { [UInt8]() } }
            text = String(decoding: literals.joined(), as: UTF8.self)
            if text.hasPrefix("@") { return "--data is sent as it stands, '@' included; --data-file reads a file" }
        }
        guard plan.format == .openai, !text.contains(#""stream""#) else { return nil }
        return #"the body asks for no stream; a chat completion streams with "stream":true"#
    }

    /// In Locust `-r` is the spawn rate, and `-u` and `-t` are its neighbours.
    private static func rateNotice(_ arguments: [String]) -> String? {
        guard arguments.contains("-r"), arguments.contains("-u") || arguments.contains("-t") else { return nil }
        return "-r is the message rate of a session here; Locust's spawn rate is --spawn-rate"
    }

    private static func tlsNotice(_ plan: RunPlan) -> String? {
        guard plan.tls != TLSOptions(), !plan.url.isSecure else { return nil }
        return "certificates and TLS flags have no effect on \(plan.url.scheme.rawValue)://"
    }

    /// Variables that nothing reads, with those that were meant.
    static func misspeltVariables(_ environment: [String: String], _ readNames: [String]) -> [String] {
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
