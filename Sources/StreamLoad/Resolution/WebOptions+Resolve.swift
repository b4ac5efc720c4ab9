import Metrics
import Timing
import WebServer

/// Where the live page is served, and whether the run waits for it.
struct WebPlan {
    var settings: WebSettings
    /// Whether Start in the page begins the run.
    var waits: Bool
}

extension WebOptions {
    /// Too short a token is found by trying.
    private static let shortestToken = 8

    /// nil when no page is asked for.
    func resolve(_ reader: inout OptionReader) -> WebPlan? {
        let given = reader.given(web, "web")
        let token = reader.given(webToken, "web-token")
        let waits = reader.answer(webWait, "web-wait")
        guard let given, let address = address(given, &reader) else {
            let reason = "there is no page without --web"
            if given == nil, let token { reader.refuse(token.place, reason) }
            if given == nil, waits { reader.refuse("--web-wait", reason) }
            return nil
        }
        if let token, token.text.utf8.count < Self.shortestToken {
            reader.refuse(token.place, "too short: expected at least \(Self.shortestToken) characters")
        }
        if token == nil, !address.isLoopback {
            reader.refuse(
                given.place, "'\(given.text)' is open to other machines: --web-token says what they must know")
        }
        reader.report("web", .text("\(address)"))
        return WebPlan(settings: WebSettings(address: address, token: token?.text), waits: waits)
    }

    /// A variable may say yes or no in place of an address.
    private func address(_ given: OptionReader.Given, _ reader: inout OptionReader) -> WebAddress? {
        switch given.text.lowercased() {
        case "true", "yes", "1": return .standard
        case "false", "no", "0": return nil
        default: return reader.value(given) { text throws(TextError) in try WebAddress.parse(text) }
        }
    }
}
