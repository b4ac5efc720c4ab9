internal import CLinux
internal import Glibc
internal import Timing

/// What the kernel knows about a socket and libcurl does not pass on.
enum SocketFacts {
    /// Bytes that went through a connection so far, TLS and HTTP framing included; nil when it is none.
    static func bytes(of descriptor: Int32) -> (sent: Int, received: Int)? {
        var sent: UInt64 = 0
        var received: UInt64 = 0
        // Filled within the call.
        guard unsafe streamload_tcp_bytes(descriptor, &sent, &received) == 0 else { return nil }
        return (Int(truncatingIfNeeded: sent), Int(truncatingIfNeeded: received))
    }

    /// The round trip that a connection was established in, and later ones smoothed into it; nil when there was none
    /// (`TCP_INFO`, tcp(7)).
    static func roundTrip(of descriptor: Int32) -> Nanoseconds? {
        var info = tcp_info()
        var length = socklen_t(MemoryLayout<tcp_info>.size)
        // Filled within the call, at most to its size.
        guard unsafe getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &length) == 0, info.tcpi_rtt > 0 else {
            return nil
        }
        return .microseconds(Double(info.tcpi_rtt))
    }
}
