package import Timing

/// What the services of a target let in, and how often.
package struct ServiceSettings: Sendable, Equatable {
    /// The password of every user.
    package var password = "secret"
    /// The key that the registry asks for in `X-API-Key`.
    package var apiKey = "demo-key"
    /// Signs tokens: targets of the same secret take each other's.
    package var secret = "a secret of test targets, which keeps nothing secret"
    /// Of an access token; a refresh token lives ten times as long.
    package var tokenLifetime = Nanoseconds.seconds(3_600)

    /// Of `/api/limited`, for each client.
    package var requests = RateLimit(count: 50, window: .seconds(10))
    /// Failed logins of one user from one address; then nobody logs in as this user from there.
    package var failedLogins = RateLimit(count: 10, window: .seconds(60))
    /// Failed logins from one address, whoever the user; then the address is blocked.
    package var failuresOfAddress = RateLimit(count: 30, window: .seconds(60))
    package var blockTime = Nanoseconds.seconds(60)

    package init() {}
}

/// So many in a window of time that begins with the first of them.
package struct RateLimit: Sendable, Equatable {
    package var count: Int
    package var window: Nanoseconds

    package init(count: Int, window: Nanoseconds) {
        self.count = count
        self.window = window
    }
}
