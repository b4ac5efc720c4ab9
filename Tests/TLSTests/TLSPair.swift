import Glibc
import TLS

/// Two TLS streams on the two ends of a socket pair, moved by hand.
@safe
final class TLSPair {
    let client: TLSStream
    let server: TLSStream
    private(set) var clientReceived: [UInt8] = []
    private(set) var serverReceived: [UInt8] = []
    private let descriptors: [Int32]
    private let scratch: UnsafeMutableRawBufferPointer

    /// A client that wants the server's certificate to carry the name `host`.
    init(client: TLSContext, server: TLSContext, host: String = "localhost") throws {
        var pair: [Int32] = [-1, -1]
        let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        unsafe socketpair(AF_UNIX, Int32(kind), 0, &pair)
        descriptors = pair
        // Lent to `feed` alone and freed in deinit.
        unsafe scratch = .allocate(byteCount: 17_408, alignment: 16)
        self.client = try TLSStream(client: client, descriptor: pair[0], host: host)
        self.server = try TLSStream(server: server, descriptor: pair[1])
    }

    deinit {
        unsafe scratch.deallocate()
        for descriptor in descriptors { close(descriptor) }
    }

    /// Shakes hands; returns what either side said last.
    func shakeHands() -> (client: TLSStream.Progress, server: TLSStream.Progress) {
        var last = (client: client.handshake(), server: TLSStream.Progress.wantsInput)
        for _ in 0..<4 {
            if let progress = moveToServer() { last.server = progress }
            if let progress = moveToClient() { last.client = progress }
        }
        return last
    }

    /// - Returns: what the client made of the bytes that waited for it; nil when none did.
    func moveToClient(by size: Int = 65_536) -> TLSStream.Progress? {
        unsafe move(descriptors[0], by: size, to: client) { clientReceived += unsafe Array($0) }
    }

    func moveToServer(by size: Int = 65_536) -> TLSStream.Progress? {
        unsafe move(descriptors[1], by: size, to: server) { serverReceived += unsafe Array($0) }
    }

    private func move(
        _ descriptor: Int32, by size: Int, to stream: TLSStream, plaintext: (UnsafeRawBufferPointer) -> Void
    ) -> TLSStream.Progress? {
        var progress: TLSStream.Progress?
        var buffer = [UInt8](repeating: 0, count: size)
        while true {
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return progress }
            // Borrowed for the length of the call.
            progress = unsafe buffer.withUnsafeBytes { bytes in
                unsafe stream.feed(UnsafeRawBufferPointer(rebasing: bytes[..<count]), scratch: scratch) {
                    unsafe plaintext($0)
                    return true
                }
            }
        }
    }
}

extension TLSStream {
    func write(_ text: String) -> WriteOutcome {
        let bytes = Array(text.utf8)
        // Borrowed for the length of the call.
        return unsafe bytes.withUnsafeBytes { unsafe write($0) }
    }
}
