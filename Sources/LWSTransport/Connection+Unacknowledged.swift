internal import Glibc

extension Connection {
    /// Bytes that the peer's system has not acknowledged: those that wait for the socket, and those that the kernel keeps
    /// (`SIOCOUTQ`, tcp(7)), which it does until it has given the peer up, a quarter of an hour later.
    package var unacknowledgedBytes: Int {
        var kept: Int32 = 0
        // Written by the kernel as an integer, or left alone (`SIOCOUTQ` is `TIOCOUTQ` by another name).
        let status = unsafe ioctl(descriptor, UInt(TIOCOUTQ), &kept)
        return pendingOutputBytes + (status == 0 ? Int(kept) : 0)
    }
}
