import Compression
import Glibc
import HTTP
import Timing
import WSClient

/// A client of the target on a blocking socket: it speaks HTTP and WebSocket, one call after another.
final class TestPeer: MessageReceiver {
    enum Incoming: Equatable {
        case text(String)
        case binary([UInt8])
        case ping([UInt8])
        case pong([UInt8])
        case close(Int?)
        /// The stream has ended.
        case finished
        /// The connection was reset.
        case reset
    }

    struct Failure: Error {
        let what: String
    }

    /// The connection was reset while bytes were read.
    struct Reset: Error {}

    private let descriptor: Int32
    private let writer = FrameWriter(role: .client, seed: 7)
    private var reader = MessageReader(role: .client, retained: 16_777_216)
    private var deflater: MessageDeflater?
    private var unread: [UInt8] = []
    private var incoming: [Incoming] = []

    /// - Throws: `Failure` when the port cannot be reached.
    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // A limit for every read below: a test must end even when the target hangs.
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
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

    // MARK: - Sending

    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        // Borrowed for the call.
        unsafe bytes.withUnsafeBytes { unsafe writeAll($0) }
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset...])
            let count = unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return }
            offset += count
        }
    }

    func send(_ text: String) { frame(.text, Array(text.utf8)) }

    func frame(_ opcode: Opcode, _ payload: [UInt8]) {
        let compresses = opcode.isControl ? nil : deflater
        unsafe writer.frame(
            opcode, capacity: payload.count, deflater: compresses,
            render: { area in
                unsafe area.copyBytes(from: payload)
                return payload.count
            }, send: { unsafe writeAll($0) })
    }

    func sendClose(_ code: Int) {
        frame(.close, [UInt8(code >> 8), UInt8(code & 0xFF)])
    }

    // MARK: - HTTP

    /// Sends a request and reads the whole answer.
    func ask(_ request: String) throws -> (status: Int, head: HTTPHead, body: String) {
        write(request)
        let head = try readHead()
        let length = Int(head.value("content-length") ?? "0") ?? 0
        let isBodiless = request.hasPrefix("HEAD")
        while !isBodiless, unread.count < length {
            guard try receive() else { throw Failure(what: "the stream ended within the body") }
        }
        let body = String(decoding: unread.prefix(isBodiless ? 0 : length), as: UTF8.self)
        unread.removeFirst(isBodiless ? 0 : length)
        return (Self.status(of: head), head, body)
    }

    /// Upgrades to WebSocket; the head of the answer, whatever its status.
    @discardableResult
    func upgrade(_ path: String, fields: [String] = []) throws -> (status: Int, head: HTTPHead) {
        write(Self.upgradeRequest(path, fields: fields))
        let head = try readHead()
        if let answer = head.value("sec-websocket-extensions"), let agreed = DeflateParameters.read(answer) {
            deflater = MessageDeflater(windowBits: agreed.clientMaxWindowBits, resets: agreed.clientNoContextTakeover)
            reader.inflater = MessageInflater(
                windowBits: agreed.serverMaxWindowBits, resets: agreed.serverNoContextTakeover)
        }
        return (Self.status(of: head), head)
    }

    static func upgradeRequest(_ path: String, fields: [String] = []) -> String {
        let lines =
            [
                "GET \(path) HTTP/1.1", "Host: target", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
            ] + fields
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    private static func status(of head: HTTPHead) -> Int {
        Int(head.startLine.split(separator: " ").dropFirst().first ?? "") ?? 0
    }

    /// Sends a request and reads the head of the answer, whose body may go on for ever.
    func open(_ request: String) throws -> (status: Int, head: HTTPHead) {
        write(request)
        let head = try readHead()
        return (Self.status(of: head), head)
    }

    private func readHead() throws -> HTTPHead {
        var headReader = HTTPHeadReader()
        while true {
            let piece = unread
            unread = []
            // Borrowed for the call.
            switch unsafe piece.withUnsafeBytes({ unsafe headReader.read($0, start: "HTTP/1.1 ") }) {
            case .head(let head, let used):
                unread = Array(piece[used...])
                return head
            case .needsMore: break
            case .malformed: throw Failure(what: "the answer is not HTTP")
            }
            guard try receive() else { throw Failure(what: "the stream ended within the head") }
        }
    }

    // MARK: - Receiving

    /// The next message, control frame, or end.
    func next() throws -> Incoming {
        while incoming.isEmpty {
            if unread.isEmpty, try !receive() { return .finished }
            let piece = unread
            unread = []
            guard piece != Self.resetMark else { return .reset }
            _ = try unsafe piece.withUnsafeBytes { unsafe try reader.read($0, for: self) { true } }
        }
        return incoming.removeFirst()
    }

    /// What has arrived, as it was on the wire; waits for some, and is nil at the end of the stream.
    func nextBytes() throws -> [UInt8]? {
        if unread.isEmpty, try !receive() { return nil }
        defer { unread = [] }
        guard unread != Self.resetMark else { throw Reset() }
        return unread
    }

    /// Everything up to the end of the stream.
    func rest() throws -> [Incoming] {
        var result: [Incoming] = []
        repeat { result.append(try next()) } while result.last != .finished && result.last != .reset
        return result
    }

    /// Closes with 1000 and reads on: the texts that came before the Close frame.
    func finish() throws -> [String] {
        sendClose(1000)
        return try rest().compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    private static let resetMark: [UInt8] = Array("\u{0}reset\u{0}".utf8)

    /// - Returns: false at the end of the stream.
    private func receive() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == ECONNRESET {
            unread = Self.resetMark
            return true
        }
        guard count >= 0 else { throw Failure(what: "nothing came: errno \(errno)") }
        unread.append(contentsOf: buffer[..<count])
        return count > 0
    }

    func received(_ bytes: UnsafeRawBufferPointer, length: Int, isText: Bool) {
        let content = unsafe Array(bytes)
        incoming.append(isText ? .text(String(decoding: content, as: UTF8.self)) : .binary(content))
    }

    func receivedPing(_ payload: UnsafeRawBufferPointer) { incoming.append(.ping(unsafe Array(payload))) }

    func receivedPong(_ payload: UnsafeRawBufferPointer) { incoming.append(.pong(unsafe Array(payload))) }

    func receivedClose(code: Int?, reason: UnsafeRawBufferPointer) { incoming.append(.close(code)) }
}
