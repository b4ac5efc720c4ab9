import ArgumentParser
import Target
import Timing

/// What the services of the embedded target let in. They are made for tests: they keep nothing and guard nothing.
struct ServiceOptions: ParsableArguments {
    @Option(help: help("The password of every user at /auth/login.", "text"))
    var password = ServiceSettings().password

    @Option(help: help("The key that /api/v1/servers and /api/v1/policies ask for in X-API-Key.", "text"))
    var apiKey = ServiceSettings().apiKey

    @Option(help: help("How long an access token is good; a login may ask for expires_in.", "t"), transform: length)
    var tokenLifetime = ServiceSettings().tokenLifetime

    @Option(help: help("Requests that each client may make to /api/limited in a window.", "n"), transform: count)
    var rateLimit = ServiceSettings().requests.count

    @Option(help: help("The window of --rate-limit.", "t"), transform: length)
    var rateWindow = ServiceSettings().requests.window

    @Option(
        help: help("Failed logins of a user from an address in a minute; more are answered with 429.", "n"),
        transform: count)
    var failedLogins = ServiceSettings().failedLogins.count

    @Option(
        help: help("Failed logins of an address (X-Forwarded-For) in a minute after which it is blocked.", "n"),
        transform: count)
    var blockAfter = ServiceSettings().failuresOfAddress.count

    @Option(help: help("How long an address is blocked: every request is answered with 403.", "t"), transform: length)
    var blockTime = ServiceSettings().blockTime

    var settings: ServiceSettings {
        var settings = ServiceSettings()
        settings.password = password
        settings.apiKey = apiKey
        settings.tokenLifetime = tokenLifetime
        settings.requests = RateLimit(count: rateLimit, window: rateWindow)
        settings.failedLogins.count = failedLogins
        settings.failuresOfAddress.count = blockAfter
        settings.blockTime = blockTime
        return settings
    }

    private static func help(_ abstract: String, _ valueName: String) -> ArgumentHelp {
        ArgumentHelp(abstract, valueName: valueName)
    }

    private static func count(_ text: String) throws -> Int {
        let count = try CountText.parse(text)
        guard count > 0 else { throw TextError("'\(text)' lets nobody in: expected 1 or more") }
        return count
    }

    private static func length(_ text: String) throws -> Nanoseconds {
        let length = try DurationText.parse(text)
        guard length > .zero else { throw TextError("'\(text)' is no time at all: expected more than 0") }
        return length
    }
}
