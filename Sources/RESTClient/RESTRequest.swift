package import CurlTransport
package import LWSTransport

/// A request as a virtual user makes it.
package struct RESTRequest: Sendable {
    package var method: String
    /// Its userinfo are credentials where no others are given.
    package var url: ServiceURL {
        didSet { target = Self.target(of: url) }
    }
    /// The URL as libcurl is told of it: many requests share one, and none of them has to put it together.
    private var target: String
    /// In order; one that would be sent as well replaces what is sent by itself.
    package var fields: [(name: String, value: String)]
    package var body: RequestBody?
    package var credentials: Credentials?
    /// How many redirects are followed; with 0 a redirect is the answer.
    package var redirectLimit: Int

    package init(
        method: String = "GET", url: ServiceURL, fields: [(name: String, value: String)] = [],
        body: RequestBody? = nil, credentials: Credentials? = nil, redirectLimit: Int = 10
    ) {
        self.method = method
        self.url = url
        target = Self.target(of: url)
        self.fields = fields
        self.body = body
        self.credentials = credentials
        self.redirectLimit = redirectLimit
    }

    /// - Parameter address: numeric one of the URL's host where it is known; nil looks the name up.
    /// - Returns: the request as libcurl is told of it.
    package func transfer(to address: String?) -> TransferRequest {
        var fields = fields
        func add(_ name: String, _ value: String?) {
            guard let value, !fields.contains(where: { $0.name.lowercased() == name.lowercased() }) else { return }
            fields.append((name: name, value: value))
        }
        add("Content-Type", body?.type)
        add("Authorization", credentials?.authorization ?? url.authorization)
        return TransferRequest(
            method: method, url: target, fields: fields, body: body?.bytes,
            destination: address.map { .init(host: url.host, port: url.port, address: $0) })
    }

    private static func target(of url: ServiceURL) -> String {
        "\(url.isSecure ? "https" : "http")://\(url.hostHeader)\(url.pathAndQuery)"
    }
}
