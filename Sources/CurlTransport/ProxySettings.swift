/// The proxies that requests go through, as curl's environment variables name them (curl(1), "Environment").
///
/// They are read once and told to libcurl, which would otherwise look them up at every request, on every thread.
package struct ProxySettings: Sendable, Equatable {
    /// For `http` URLs; nil for none.
    package var http: String?
    /// For `https` URLs.
    package var https: String?
    /// Hosts that are reached without, separated by commas; `*` for all (CURLOPT_NOPROXY).
    package var exceptions: String?

    package init(http: String? = nil, https: String? = nil, exceptions: String? = nil) {
        self.http = http
        self.https = https
        self.exceptions = exceptions
    }

    /// Reads `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, or the same in capitals. curl ignores HTTP_PROXY,
    /// which a web server's script must not trust; a command has nothing to fear from it.
    package init(environment: [String: String]) {
        func value(_ name: String) -> String? {
            [environment[name], environment[name.uppercased()]].compactMap { $0 }.first { !$0.isEmpty }
        }
        self.init(
            http: value("http_proxy") ?? value("all_proxy"), https: value("https_proxy") ?? value("all_proxy"),
            exceptions: value("no_proxy"))
    }
}
