import Glibc
import HTTP

/// A browser's connection on a blocking socket: one request after another, or an event stream.
final class WebPeer {
    struct Answer {
        let status: Int
        let head: HTTPHead
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    struct Failure: Error {
        let what: String
    }

    private let descriptor: Int32
    private var unread: [UInt8] = []
    private var body = BodyReader(.chunked)
    /// Read out of chunks, and not asked for yet.
    private var content: [UInt8] = []

    /// Connects, and lets the kernel keep as many bytes for this side as are given, or as many as it likes.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        // A limit for every read below: a test must end even when the server hangs.
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        if var size = receiveBuffer {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // The socket address is read for the length of the call, as the structure that its family says it is.
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(what: "connect: errno \(errno)") }
    }

    deinit {
        close(descriptor)
    }

    // MARK: - Requests

    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        var offset = 0
        while offset < bytes.count {
            // Borrowed for the call.
            let count = unsafe bytes[offset...].withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            offset += count
        }
    }

    /// Sends a request of the method and target given, to `localhost`, and reads the whole answer.
    func ask(_ line: String, fields: [String] = [], body: String = "") throws -> Answer {
        var lines = ["\(line) HTTP/1.1", "Host: localhost"] + fields
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        write(lines.joined(separator: "\r\n") + "\r\n\r\n\(body)")
        return try readAnswer(hasBody: !line.hasPrefix("HEAD"))
    }

    func readAnswer(hasBody: Bool = true) throws -> Answer {
        let head = try readHead()
        let length = hasBody ? Int(head.value("content-length") ?? "0") ?? 0 : 0
        while unread.count < length {
            guard try receive() else { throw Failure(what: "the stream ended within the body") }
        }
        let body = Array(unread[..<length])
        unread.removeFirst(length)
        return Answer(status: Self.status(of: head), head: head, body: body)
    }

    func readHead() throws -> HTTPHead {
        var reader = HTTPHeadReader()
        while true {
            let piece = unread
            unread = []
            // Borrowed for the call.
            switch unsafe piece.withUnsafeBytes({ unsafe reader.read($0, start: "HTTP/1.1 ") }) {
            case .head(let head, let used):
                unread = Array(piece[used...])
                return head
            case .needsMore: break
            case .malformed: throw Failure(what: "the answer is not HTTP")
            }
            guard try receive() else { throw Failure(what: "the stream ended within the head") }
        }
    }

    static func status(of head: HTTPHead) -> Int {
        Int(head.startLine.split(separator: " ").dropFirst().first ?? "") ?? 0
    }

    // MARK: - Event streams

    /// Opens an event stream and reads its head and what it begins with.
    @discardableResult
    func listen(first: String) throws -> HTTPHead {
        write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let head = try readHead()
        guard Self.status(of: head) == 200 else { throw Failure(what: head.startLine) }
        guard try streamed(first.utf8.count) == first else { throw Failure(what: "another beginning") }
        return head
    }

    /// The next bytes of a chunked body, as many as asked for or as many as there are.
    func streamed(_ count: Int) throws -> String {
        while content.count < count, !body.isComplete {
            if unread.isEmpty, try !receive() { break }
            let piece = unread
            // Borrowed for the call, and copied.
            try unsafe piece.withUnsafeBytes { bytes in
                var rest = unsafe bytes
                while let next = try unsafe body.next(&rest) { unsafe content.append(contentsOf: next) }
                unsafe unread = Array(rest)
            }
        }
        defer { content.removeFirst(min(count, content.count)) }
        return String(decoding: content.prefix(count), as: UTF8.self)
    }

    /// Bytes as they are on the wire.
    func bytes(_ count: Int) throws -> String {
        while unread.count < count, try receive() {}
        defer { unread.removeFirst(min(count, unread.count)) }
        return String(decoding: unread.prefix(count), as: UTF8.self)
    }

    /// Everything up to the end of the stream, and whether the body ended in order.
    func rest() throws -> (text: String, isComplete: Bool) { (try streamed(.max), body.isComplete) }

    /// Whether nothing but the end of the stream is left.
    func isAtEnd() throws -> Bool { try unread.isEmpty && !receive() }

    /// Waits, without reading anything, until the connection is reset.
    func waitForReset() -> Bool {
        // Errors are reported whatever is asked for (poll(2)).
        var watch = pollfd(fd: descriptor, events: 0, revents: 0)
        return unsafe poll(&watch, 1, 20_000) == 1 && watch.revents & Int16(POLLERR) != 0
    }

    /// - Returns: false at the end of the stream.
    private func receive() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else { throw Failure(what: "nothing came: errno \(errno)") }
        unread.append(contentsOf: buffer[..<count])
        return count > 0
    }
}
