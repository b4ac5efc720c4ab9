package import CurlTransport
package import LWSTransport

/// A request as a virtual user makes it.
package struct RESTRequest: Sendable {
    package var method: String
    /// Its userinfo are credentials where no others are given.
    package var url: ServiceURL
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
        self.fields = fields
        self.body = body
        self.credentials = credentials
        self.redirectLimit = redirectLimit
    }

    /// - Parameters:
    ///   - address: numeric one of the URL's host where it is known; nil looks the name up.
    ///   - connections: the name of those that it may use.
    /// - Returns: the request as libcurl is told of it.
    package func transfer(to address: String?, connections: String? = nil) -> TransferRequest {
        var fields = fields
        func add(_ name: String, _ value: String?) {
            guard let value, !fields.contains(where: { $0.name.lowercased() == name.lowercased() }) else { return }
            fields.append((name: name, value: value))
        }
        add("Content-Type", body?.type)
        add("Authorization", credentials?.authorization ?? url.authorization)
        let scheme = url.isSecure ? "https" : "http"
        return TransferRequest(
            method: method, url: "\(scheme)://\(url.hostHeader)\(url.pathAndQuery)", fields: fields, body: body?.bytes,
            destination: address.map {
                .init(host: url.host, port: url.port, address: $0, connections: connections)
            })
    }
}
