internal import Glibc

/// A TCP socket of the test's own on 127.0.0.1, for peers that do not behave.
package final class LoopbackSocket {
    private let descriptor: Int32
    package private(set) var port = 0
    /// Connections that fill the listener's queue.
    private var fillers: [LoopbackSocket] = []

    package init() {
        let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        descriptor = socket(AF_INET, Int32(kind), 0)
        bind(port: 0)
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Listens and fills its queue: the kernel ignores every further SYN (listen(2), tcp(7)).
    package func listenWithFullQueue() {
        listen(descriptor, 0)
        for _ in 0..<4 {
            let filler = LoopbackSocket()
            filler.connect(to: port)
            fillers.append(filler)
        }
    }

    /// Ends the listening: whoever tries again is refused.
    package func stopListening() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func bind(port: Int) {
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The kernel reads and writes an address of the size it is told.
        unsafe withAddress(port: port) { _ = unsafe Glibc.bind(descriptor, $0, length) }
        unsafe withAddress(port: 0) { pointer in
            unsafe getsockname(descriptor, pointer, &length)
            self.port = unsafe pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                Int(UInt16(bigEndian: unsafe $0.pointee.sin_port))
            }
        }
    }

    private func connect(to port: Int) {
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // As above.
        unsafe withAddress(port: port) { _ = unsafe Glibc.connect(descriptor, $0, length) }
    }

    private func withAddress(port: Int, _ body: (UnsafeMutablePointer<sockaddr>) -> Void) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // The generic and the IPv4 address share their first bytes; the pointer is lent for the call.
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0) }
        }
    }
}
