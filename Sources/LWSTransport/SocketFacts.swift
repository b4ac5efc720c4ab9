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
