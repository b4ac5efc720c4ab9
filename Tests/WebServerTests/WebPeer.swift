import HTTP
import TestSockets

/// A browser's connection on a blocking socket: one request after another, or an event stream.
final class WebPeer {
    struct Answer {
        let status: Int
        let head: HTTPHead
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    typealias Failure = BlockingHTTP.Failure

    private let connection: BlockingHTTP
    private var body = BodyReader(.chunked)
    /// Read out of chunks, and not asked for yet.
    private var content: [UInt8] = []

    /// Connects, and lets the kernel keep as many bytes for this side as are given, or as many as it likes.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        connection = try BlockingHTTP(port: port, receiveBuffer: receiveBuffer)
    }

    // MARK: - Requests

    func write(_ text: String) { connection.write(text) }

    func write(_ bytes: [UInt8]) { connection.write(bytes) }

    /// Sends a request of the method and target given, to `localhost`, and reads the whole answer.
    func ask(_ line: String, fields: [String] = [], body: String = "") throws -> Answer {
        var lines = ["\(line) HTTP/1.1", "Host: localhost"] + fields
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        write(lines.joined(separator: "\r\n") + "\r\n\r\n\(body)")
        return try readAnswer(hasBody: !line.hasPrefix("HEAD"))
    }

    func readAnswer(hasBody: Bool = true) throws -> Answer {
        let head = try connection.readHead()
        let body = hasBody ? try connection.readBody(of: head) : []
        return Answer(status: BlockingHTTP.status(of: head), head: head, body: body)
    }

    func readHead() throws -> HTTPHead { try connection.readHead() }

    // MARK: - Event streams

    /// Opens an event stream and reads its head and what it begins with.
    @discardableResult
    func listen(first: String) throws -> HTTPHead {
        write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let head = try readHead()
        guard BlockingHTTP.status(of: head) == 200 else { throw Failure(what: head.startLine) }
        guard try streamed(first.utf8.count) == first else { throw Failure(what: "another beginning") }
        return head
    }

    /// The next bytes of a chunked body, as many as asked for or as many as there are.
    func streamed(_ count: Int) throws -> String {
        while content.count < count, !body.isComplete {
            if connection.unread.isEmpty, try !connection.receive() { break }
            let piece = connection.unread
            // Borrowed for the call, and copied.
            try unsafe piece.withUnsafeBytes { bytes in
                var rest = unsafe bytes
                while let next = try unsafe body.next(&rest) { unsafe content.append(contentsOf: next) }
                unsafe connection.unread = Array(rest)
            }
        }
        defer { content.removeFirst(min(count, content.count)) }
        return String(decoding: content.prefix(count), as: UTF8.self)
    }

    /// Bytes as they are on the wire.
    func bytes(_ count: Int) throws -> String {
        while connection.unread.count < count, try connection.receive() {}
        defer { connection.unread.removeFirst(min(count, connection.unread.count)) }
        return String(decoding: connection.unread.prefix(count), as: UTF8.self)
    }

    /// Everything up to the end of the stream, and whether the body ended in order.
    func rest() throws -> (text: String, isComplete: Bool) { (try streamed(.max), body.isComplete) }

    /// Whether nothing but the end of the stream is left.
    func isAtEnd() throws -> Bool { try connection.unread.isEmpty && !connection.receive() }

    func waitForReset() -> Bool { connection.waitForReset() }
}
