internal import Glibc
package import HTTP

/// A client on a blocking socket to a server at 127.0.0.1, as far as HTTP goes: it writes, and reads heads and bytes.
package final class BlockingHTTP {
    package struct Failure: Error {
        package let what: String

        package init(what: String) { self.what = what }
    }

    /// The connection was reset while bytes were read.
    package struct Reset: Error {}

    private let descriptor: Int32
    /// What has arrived, and nobody has asked for yet.
    package var unread: [UInt8] = []

    /// Connects, and lets the kernel keep as many bytes for this side as are given, or as many as it likes.
    ///
    /// - Throws: `Failure` when the port cannot be reached.
    package init(port: Int, receiveBuffer: Int32? = nil) throws {
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

    package func write(_ text: String) { write(Array(text.utf8)) }

    package func write(_ bytes: [UInt8]) {
        // Borrowed for the call.
        unsafe bytes.withUnsafeBytes { unsafe write($0) }
    }

    /// Writes all of it, or as much as the peer takes before it goes.
    package func write(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset...])
            let count = unsafe send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return }
            offset += count
        }
    }

    /// Waits for more bytes.
    ///
    /// - Returns: false at the end of the stream.
    /// - Throws: `Reset`, or `Failure` when nothing comes for 20 s.
    package func receive() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == ECONNRESET { throw Reset() }
        guard count >= 0 else { throw Failure(what: "nothing came: errno \(errno)") }
        unread.append(contentsOf: buffer[..<count])
        return count > 0
    }

    /// The next head of an answer; what follows it stays unread.
    package func readHead() throws -> HTTPHead {
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

    /// As many bytes as the head says that its body has.
    package func readBody(of head: HTTPHead) throws -> [UInt8] {
        let length = Int(head.value("content-length") ?? "0") ?? 0
        while unread.count < length {
            guard try receive() else { throw Failure(what: "the stream ended within the body") }
        }
        defer { unread.removeFirst(length) }
        return Array(unread[..<length])
    }

    /// The status that the head of an answer bears.
    package static func status(of head: HTTPHead) -> Int {
        Int(head.startLine.split(separator: " ").dropFirst().first ?? "") ?? 0
    }

    /// Waits, without reading anything, until the connection is reset.
    package func waitForReset() -> Bool {
        // Errors are reported whatever is asked for (poll(2)).
        var watch = pollfd(fd: descriptor, events: 0, revents: 0)
        return unsafe poll(&watch, 1, 20_000) == 1 && watch.revents & Int16(POLLERR) != 0
    }
}
