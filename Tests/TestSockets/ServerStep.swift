package import Timing

/// What a server does with a request, step by step.
package enum ServerStep: Sendable {
    case send(String)
    case sendBytes([UInt8])
    case wait(Nanoseconds)
    /// FIN, over TLS after a close_notify.
    case finish
    case reset

    /// A complete answer of HTTP/1.1 with a length.
    package static func answer(_ body: String, _ fields: String = "", status: String = "200 OK") -> ServerStep {
        .send("HTTP/1.1 \(status)\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
}
