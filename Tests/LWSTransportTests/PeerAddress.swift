import Glibc
import Testing

@testable import LWSTransport

extension Connection {
    /// The peer's numeric IPv4 address (`getpeername(2)`).
    var peerAddress: String {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The address is large enough for IPv4, which is what the tests use it with.
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getpeername(descriptor, $0, &length)
            }
        }
        guard status == 0 else { return "" }
        let host = UInt32(bigEndian: address.sin_addr.s_addr)
        return [24, 16, 8, 0].map { "\(host >> $0 & 0xFF)" }.joined(separator: ".")
    }

    /// Ends our side of the socket past TLS: FIN without a close_notify.
    func finishBeneathTLS() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Puts bytes on the socket past TLS.
    func sendBeneathTLS(_ bytes: [UInt8]) {
        #expect(unsafe Glibc.send(descriptor, bytes, bytes.count, 0) == bytes.count)
    }
}
