import Compression
import HTTP
import TestSockets
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

    typealias Failure = BlockingHTTP.Failure
    typealias Reset = BlockingHTTP.Reset

    private let connection: BlockingHTTP
    private let writer = FrameWriter(role: .client, seed: 7)
    private var reader = MessageReader(role: .client, retained: 16_777_216)
    private var deflater: MessageDeflater?
    private var incoming: [Incoming] = []

    /// - Throws: `Failure` when the port cannot be reached.
    init(port: Int) throws { connection = try BlockingHTTP(port: port) }

    // MARK: - Sending

    func write(_ text: String) { connection.write(text) }

    func write(_ bytes: [UInt8]) { connection.write(bytes) }

    func send(_ text: String) { frame(.text, Array(text.utf8)) }

    func frame(_ opcode: Opcode, _ payload: [UInt8]) {
        let compresses = opcode.isControl ? nil : deflater
        unsafe writer.frame(
            opcode, capacity: payload.count, deflater: compresses,
            render: { area in
                unsafe area.copyBytes(from: payload)
                return payload.count
            }, send: { unsafe connection.write($0) })
    }

    func sendClose(_ code: Int) {
        frame(.close, [UInt8(code >> 8), UInt8(code & 0xFF)])
    }

    // MARK: - HTTP

    /// Sends a request and reads the whole answer.
    func ask(_ request: String) throws -> (status: Int, head: HTTPHead, body: String) {
        let (status, head) = try open(request)
        let body = request.hasPrefix("HEAD") ? [] : try connection.readBody(of: head)
        return (status, head, String(decoding: body, as: UTF8.self))
    }

    /// Upgrades to WebSocket; the head of the answer, whatever its status.
    @discardableResult
    func upgrade(_ path: String, fields: [String] = []) throws -> (status: Int, head: HTTPHead) {
        let (status, head) = try open(Self.upgradeRequest(path, fields: fields))
        if let answer = head.value("sec-websocket-extensions"), let agreed = DeflateParameters.read(answer) {
            deflater = MessageDeflater(windowBits: agreed.clientMaxWindowBits, resets: agreed.clientNoContextTakeover)
            reader.inflater = MessageInflater(
                windowBits: agreed.serverMaxWindowBits, resets: agreed.serverNoContextTakeover)
        }
        return (status, head)
    }

    static func upgradeRequest(_ path: String, fields: [String] = []) -> String {
        let lines =
            [
                "GET \(path) HTTP/1.1", "Host: target", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
            ] + fields
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// Sends a request and reads the head of the answer, whose body may go on for ever.
    func open(_ request: String) throws -> (status: Int, head: HTTPHead) {
        write(request)
        let head = try connection.readHead()
        return (BlockingHTTP.status(of: head), head)
    }

    // MARK: - Receiving

    /// The next message, control frame, or end.
    func next() throws -> Incoming {
        while incoming.isEmpty {
            do {
                if connection.unread.isEmpty, try !connection.receive() { return .finished }
            } catch is Reset { return .reset }
            let piece = connection.unread
            connection.unread = []
            _ = try unsafe piece.withUnsafeBytes { unsafe try reader.read($0, for: self) { true } }
        }
        return incoming.removeFirst()
    }

    /// What has arrived, as it was on the wire; waits for some, and is nil at the end of the stream.
    func nextBytes() throws -> [UInt8]? {
        if connection.unread.isEmpty, try !connection.receive() { return nil }
        defer { connection.unread = [] }
        return connection.unread
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

    func received(_ bytes: UnsafeRawBufferPointer, length: Int, isText: Bool) {
        let content = unsafe Array(bytes)
        incoming.append(isText ? .text(String(decoding: content, as: UTF8.self)) : .binary(content))
    }

    func receivedPing(_ payload: UnsafeRawBufferPointer) { incoming.append(.ping(unsafe Array(payload))) }

    func receivedPong(_ payload: UnsafeRawBufferPointer) { incoming.append(.pong(unsafe Array(payload))) }

    func receivedClose(code: Int?, reason: UnsafeRawBufferPointer) { incoming.append(.close(code)) }
}
