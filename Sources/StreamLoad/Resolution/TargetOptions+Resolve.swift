import LWSTransport
import LoadEngine
import Metrics
import Timing

/// What is tested, read.
struct ResolvedTarget {
    /// With the scheme of what is spoken, whatever the user wrote.
    var url: ServiceURL
    var service: ResolvedRun.Service
    /// What an event stream's body is; nil for WebSocket sessions.
    var format: EventStreamPlan.Format?
    /// How sessions log in first.
    var login: LoginPlan?
    /// Whether the login is with the embedded target.
    var logsInAtEmbedded = false
    /// Whether the user named a route of the embedded target.
    var namesRoute = false

    var spoken: ServiceProtocol { format == nil ? .ws : .sse }
}

extension TargetOptions {
    /// `formatText` is `--stream-format`, which asks for an event stream where the URL leaves it open.
    func resolve(
        urls: [String], formatText: OptionReader.Given?, _ reader: inout OptionReader
    ) -> ResolvedTarget {
        var target = resolveService(urls: urls, formatText: formatText, &reader)
        guard let given = reader.given(authURL, "auth-url") else { return target }
        reader.report("auth-url", .text(SecretText.redacted(url: given.text)))
        target.logsInAtEmbedded = EmbeddedRoute(given.text) != nil
        let url =
            EmbeddedRoute(given.text).map {
                ServiceURL(
                    scheme: .http, host: "127.0.0.1", port: 0, pathAndQuery: $0.pathAndQuery ?? "/")
            }
            ?? reader.value(given) { text throws(TextError) in try Self.loginURL(text) }
        guard let url else { return target }
        target.login = login(at: url, for: &target)
        return target
    }

    private static func loginURL(_ text: String) throws(TextError) -> ServiceURL {
        let url = try ServiceURL.parse(text)
        guard !url.scheme.isWebSocket else {
            throw TextError("\(url.display) is no service to log in at: expected http:// or https://")
        }
        return url
    }

    private func login(at url: ServiceURL, for target: inout ResolvedTarget) -> LoginPlan {
        var url = url
        if url.pathAndQuery == "/" { url.pathAndQuery = "/auth/login" }
        let isOpen = target.url.pathAndQuery == "/" || (target.service == .embedded && !target.namesRoute)
        if isOpen { target.url.pathAndQuery = target.spoken == .ws ? "/ws/stream?token=" : "/sse/stream" }
        let credentials = url.credentials
        url.userinfo = nil
        return LoginPlan(
            url: url, credentials: credentials,
            delivery: target.url.pathAndQuery.hasSuffix("token=") ? .appended : .bearer)
    }

    private func resolveService(
        urls: [String], formatText: OptionReader.Given?, _ reader: inout OptionReader
    ) -> ResolvedTarget {
        let named = reader.given(serviceProtocol, "protocol")
        let stated = named.flatMap { reader.value($0, Self.parseProtocol) }
        if let second = urls.dropFirst(streamingURL == nil ? 1 : 0).first {
            reader.refuse(SecretText.redacted(url: second), "a second URL: expected one service to test")
        }
        let given = reader.given(streamingURL ?? urls.first, "streaming-url")
        let text = given?.text ?? "embedded"
        reader.report("streaming-url", .text(SecretText.redacted(url: text)))
        if let stated { reader.report("protocol", .text(stated.rawValue)) }

        if let route = EmbeddedRoute(text) {
            let implied: ServiceProtocol = formatText == nil && route.format == nil ? .ws : .sse
            let isStream = (stated ?? implied) == .sse
            let format = isStream ? Self.format(formatText, standard: route.format ?? .sse, &reader) : nil
            return ResolvedTarget(
                url: route.url(format), service: .embedded, format: format, namesRoute: route.pathAndQuery != nil)
        }
        let url = given.flatMap { reader.value($0, ServiceURL.parse) }
        // What a broken URL was meant to be, so that no other option is refused on its account.
        let isWebSocket = url?.scheme.isWebSocket ?? !text.lowercased().hasPrefix("http")
        if let named, let url, stated == .sse, isWebSocket {
            reader.refuse(named.place, "'sse' contradicts \(url.display): expected an http:// or https:// URL")
        }
        let spoken: ServiceProtocol = stated ?? (isWebSocket ? .ws : .sse)
        let format = spoken == .sse ? Self.format(formatText, standard: .sse, &reader) : nil
        return ResolvedTarget(
            url: Self.spoken(url ?? ServiceURL(scheme: .ws, host: "127.0.0.1"), by: spoken), service: .external,
            format: format)
    }

    private static func parseProtocol(_ text: String) throws(TextError) -> ServiceProtocol {
        guard let named = ServiceProtocol(rawValue: text.lowercased()) else {
            let hint = NearestWord.hint(for: text.lowercased(), among: ["ws", "sse"])
            throw TextError("'\(text)' is no protocol: expected ws or sse\(hint)")
        }
        return named
    }

    private static func format(
        _ given: OptionReader.Given?, standard: EventStreamPlan.Format, _ reader: inout OptionReader
    ) -> EventStreamPlan.Format {
        let names = EventStreamPlan.Format.allCases.map(\.rawValue)
        let format = given.flatMap { given in
            reader.value(given) { text throws(TextError) in
                guard let format = EventStreamPlan.Format(rawValue: text.lowercased()) else {
                    let hint = NearestWord.hint(for: text.lowercased(), among: names)
                    throw TextError("'\(text)' is no stream format: expected sse, ndjson or openai\(hint)")
                }
                return format
            }
        }
        return format ?? standard
    }

    /// `http` and `ws` name the same address, and so do `https` and `wss` (WHATWG WebSockets §3.1 reads them so too).
    private static func spoken(_ url: ServiceURL, by name: ServiceProtocol) -> ServiceURL {
        var spoken = url
        switch name {
        case .ws: spoken.scheme = url.isSecure ? .wss : .ws
        case .sse: spoken.scheme = url.isSecure ? .https : .http
        }
        return spoken
    }
}
