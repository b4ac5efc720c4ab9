import Glibc

@testable import LWSTransport

extension Connection {
    /// Ends our side of the socket past TLS: FIN without a close_notify.
    func finishBeneathTLS() { shutdown(descriptor, Int32(SHUT_WR)) }
}
