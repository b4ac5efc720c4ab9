/// A request of HTTP/1.1 (RFC 9112 §3), as a server's routes see it.
package struct HTTPRequest: Equatable, Sendable {
    package var method: String
    /// Without the query; percent-encoded as it came.
    package var path: String
    /// Values percent-decoded; of a repeated name the first.
    package var query: [String: String]
    package var head: HTTPHead
    package var body: [UInt8]
    /// What the path has in place of `{id}` of its route; for the server that has such routes to say.
    package var parameter = ""

    package init(method: String, path: String, query: [String: String], head: HTTPHead, body: [UInt8]) {
        self.method = method
        self.path = path
        self.query = query
        self.head = head
        self.body = body
    }

    /// Whether the peer asks for a WebSocket (RFC 6455 §4.2.1).
    package var asksForWebSocket: Bool { head.lists("upgrade", "websocket") }

    /// Whether the connection serves another request afterwards (RFC 9112 §9.3).
    package var keepsConnection: Bool { isVersion11 && !head.lists("connection", "close") }

    package var isVersion11: Bool { head.startLine.hasSuffix("/1.1") }
}
