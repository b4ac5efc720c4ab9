import Glibc
import HTTP
import LWSTransport
import Testing

@Suite("Causes of failed dials")
struct DialFailureTests {
    @Test(
        "an errno has its cause",
        arguments: [
            (ECONNREFUSED, "refused"), (ETIMEDOUT, "timeout"), (ECONNRESET, "reset"), (ECONNABORTED, "reset"),
            (EPIPE, "reset"), (EMFILE, "fd_exhausted"), (ENFILE, "fd_exhausted"),
            (EADDRNOTAVAIL, "address_exhausted"), (EADDRINUSE, "address_exhausted"), (ENETUNREACH, "unreachable"),
            (EHOSTUNREACH, "unreachable"), (EACCES, "unreachable"),
        ])
    func errnoHasItsCause(code: Int32, cause: String) {
        #expect(DialFailure(errno: code).cause == cause)
    }

    @Test(
        "a connection that ends before its answer has a cause",
        arguments: [
            (ConnectionEnding.finished, DialFailure.closed), (.truncated, .closed), (.closedLocally, .closed),
            (.broken(errno: ECONNRESET), .reset), (.corrupted("bad record mac"), .tls("bad record mac")),
            (.failed(.tls("certificate refused")), .tls("certificate refused")),
            (.failed(.closedInHandshake), .closed), (.failed(.system(errno: ECONNREFUSED)), .refused),
        ])
    func endingHasItsCause(ending: ConnectionEnding, failure: DialFailure) {
        #expect(DialFailure(unanswered: ending) == failure)
    }

    @Test("the cause of a refused handshake carries the status, and details are told apart from causes")
    func statusIsInTheCause() {
        #expect(DialFailure.http(503).cause == "http_503")
        #expect(DialFailure.http(503).detail == nil)
        #expect(DialFailure.dns("'nowhere' does not resolve").cause == "dns")
        #expect(DialFailure.dns("'nowhere' does not resolve").detail == "'nowhere' does not resolve")
        #expect(DialFailure.tls("certificate has expired").cause == "tls")
        #expect(DialFailure.tls("certificate has expired").detail == "certificate has expired")
    }
}
