internal import LWSTransport
internal import Profiles
internal import Timing

/// Where a step goes, ready to be filled by one user after another.
struct StepAddress {
    enum Purpose {
        case request
        case connect
        case stream
    }

    private let text: FilledText
    private let purpose: Purpose
    private let embeddedPort: Int
    /// The URL, where it is the same for all users.
    let shared: ServiceURL?

    init(_ address: ServiceAddress, for purpose: Purpose, _ plan: ProfilePlan) {
        text = FilledText(address.template, plan.holes)
        self.purpose = purpose
        embeddedPort = plan.embeddedPort ?? 0
        let port = embeddedPort
        shared = text.literal.flatMap { try? Self.url(of: $0, for: purpose, embeddedPort: port) }
    }

    /// - Throws: `UnfilledHole`, or `TextError` when what came out is no URL.
    func url(_ values: UserValues, random: inout FastRandom) throws -> ServiceURL {
        if let shared { return shared }
        return try Self.url(of: text.text(values, random: &random), for: purpose, embeddedPort: embeddedPort)
    }

    /// The URL, or one with its scheme where the rest is known only when the holes are filled: a session's connection is
    /// encrypted by its scheme.
    var known: ServiceURL {
        if let shared { return shared }
        let start = text.beginning.lowercased()
        let isSecure = start.hasPrefix("wss://") || start.hasPrefix("https://")
        let scheme: ServiceURL.Scheme =
            purpose == .connect ? (isSecure ? .wss : .ws) : (isSecure ? .https : .http)
        return ServiceURL(scheme: scheme, host: "")
    }

    /// A profile may name one base for all protocols of a service: the scheme becomes that of the step.
    static func url(of text: String, for purpose: Purpose, embeddedPort: Int) throws(TextError) -> ServiceURL {
        var text = text
        if text == "embedded" || text.hasPrefix("embedded/") || text.hasPrefix("embedded?") {
            var rest = text.dropFirst("embedded".count)
            if rest.isEmpty { rest = Self.standardPath(of: purpose)[...] }
            text = "http://127.0.0.1:\(embeddedPort)\(rest)"
        }
        let schemes = purpose == .connect ? ("ws", "wss") : ("http", "https")
        if let colon = text.firstRange(of: "://") {
            switch text[..<colon.lowerBound].lowercased() {
            case "ws", "http": text = schemes.0 + text[colon.lowerBound...]
            case "wss", "https": text = schemes.1 + text[colon.lowerBound...]
            default: break
            }
        }
        return try ServiceURL.parse(text)
    }

    private static func standardPath(of purpose: Purpose) -> String {
        switch purpose {
        case .request: "/"
        case .connect: "/echo"
        case .stream: "/events"
        }
    }
}
