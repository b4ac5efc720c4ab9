/// What the body of an answer is made of.
package enum StreamFormat: Sendable {
    /// Events (WHATWG HTML §9.2.5).
    case events
    /// JSON texts, one a line.
    case lines

    /// The content types that it goes by; the first is the registered or most common one.
    package var mediaTypes: [String] {
        switch self {
        case .events: ["text/event-stream"]
        case .lines:
            [
                "application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines",
                "application/stream+json",
            ]
        }
    }
}

/// The request for a stream, as bytes of HTTP/1.1 (RFC 9112 §3).
package struct StreamRequest: Sendable {
    package var method: String
    package var pathAndQuery: String
    /// The value of the Host field.
    package var host: String
    package var format: StreamFormat
    /// Further fields, in order; one that we would send as well replaces ours.
    package var fields: [(name: String, value: String)]
    package var body: [UInt8]
    /// Where to resume, as a stream's parser told it, which rules line ends out; empty asks for no resumption. It
    /// counts more than a Last-Event-ID among the fields, which is where the first stream begins.
    package var lastEventID: [UInt8]

    package init(
        method: String = "GET", pathAndQuery: String, host: String, format: StreamFormat = .events,
        fields: [(name: String, value: String)] = [], body: [UInt8] = [], lastEventID: [UInt8] = []
    ) {
        self.method = method
        self.pathAndQuery = pathAndQuery
        self.host = host
        self.format = format
        self.fields = fields
        self.body = body
        self.lastEventID = lastEventID
    }

    /// The request as it goes on the wire, its body included.
    package func bytes() -> [UInt8] {
        let theirs = fields.filter { lastEventID.isEmpty || $0.name.lowercased() != "last-event-id" }
        let names = Set(theirs.map { $0.name.lowercased() })
        let ours = ownFields.filter { !names.contains($0.name.lowercased()) }
        let ownHost = theirs.last { $0.name.lowercased() == "host" }?.value
        var text = "\(method) \(pathAndQuery) HTTP/1.1\r\nHost: \(ownHost ?? host)\r\n"
        for field in ours + theirs where field.name.lowercased() != "host" {
            text += "\(field.name): \(field.value)\r\n"
        }
        return Array((text + "\r\n").utf8) + body
    }

    private var ownFields: [(name: String, value: String)] {
        var own = [
            (name: "Accept", value: format.mediaTypes.joined(separator: ", ")),
            // As browsers ask for a stream (WHATWG HTML §9.2.2, the cache mode "no-store").
            (name: "Cache-Control", value: "no-cache"),
            (name: "Connection", value: "close"),
        ]
        if !lastEventID.isEmpty {
            own.append((name: "Last-Event-ID", value: String(decoding: lastEventID, as: UTF8.self)))
        }
        // RFC 9110 §8.6: also when there is none, where the method makes one expected.
        if !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method) {
            own.append((name: "Content-Length", value: "\(body.count)"))
        }
        return own
    }
}
