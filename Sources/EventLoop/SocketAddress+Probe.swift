internal import CLinux
internal import Glibc

extension SocketAddress {
    /// The first address that takes a connection, of a name that has several: a service often listens on one family
    /// only. One address is not probed. Blocks, at most `patience` milliseconds an address.
    package static func reachable(
        among addresses: [SocketAddress], port: Int, patience: Int32 = 1_000
    ) -> SocketAddress? {
        guard addresses.count > 1 else { return addresses.first }
        return addresses.first { $0.accepts(port: UInt16(port), within: patience) } ?? addresses.first
    }

    private func accepts(port: UInt16, within milliseconds: Int32) -> Bool {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family.code, kind, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let status = unsafe withSocketAddress(port: port) { address, length in
            // The address is read during the call alone.
            unsafe connect(descriptor, address, length) == 0 ? 0 : errno
        }
        if status == 0 { return true }
        guard status == EINPROGRESS else { return false }
        var watch = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&watch, 1, milliseconds) == 1 else { return false }
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        // Both out-parameters are ours for the call.
        return unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 && code == 0
    }
}
