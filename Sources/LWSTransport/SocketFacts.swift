internal import CLinux
internal import Glibc

/// What the kernel knows about a socket and libwebsockets does not pass on.
enum SocketFacts {
    /// The error waiting on the socket, 0 for none; asking clears it (`SO_ERROR`, socket(7)).
    static func pendingError(of descriptor: Int32) -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let status = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return status == 0 ? code : errno
    }

    /// Why no socket can be bound to a numeric address of this machine, nil when one can (bind(2)).
    static func bindError(_ address: String) -> Int32? {
        // Plain integers of a zeroed C struct.
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        // The list belongs to us until it is freed on the way out; its first entry describes the address.
        guard unsafe getaddrinfo(address, nil, &hints, &found) == 0, let entry = unsafe found else { return EINVAL }
        defer { unsafe freeaddrinfo(entry) }
        let descriptor = unsafe socket(entry.pointee.ai_family, entry.pointee.ai_socktype, 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        return unsafe bind(descriptor, entry.pointee.ai_addr, entry.pointee.ai_addrlen) == 0 ? nil : errno
    }

    /// Whether the peer's FIN has been received: the connection is in CLOSE_WAIT, or in one of the states that follow a
    /// FIN from both sides (`TCP_INFO`, tcp(7)). A reset leaves it in CLOSE.
    static func hasPeerFinished(_ descriptor: Int32) -> Bool {
        var info = tcp_info()
        var length = socklen_t(MemoryLayout<tcp_info>.size)
        guard unsafe getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &length) == 0 else { return false }
        let afterFIN = [TCP_CLOSE_WAIT, TCP_LAST_ACK, TCP_CLOSING, TCP_TIME_WAIT].map { UInt8($0) }
        return afterFIN.contains(info.tcpi_state)
    }
}
