import LWSTransport
import Testing
import Timing

@Suite("Service URLs")
struct ServiceURLTests {
    @Test(
        "a URL comes apart into scheme, host, port and path",
        arguments: [
            ("ws://localhost:8001/ws/stream", "ws", "localhost", 8001, "/ws/stream", "localhost:8001"),
            ("ws://localhost", "ws", "localhost", 80, "/", "localhost"),
            ("wss://example.com", "wss", "example.com", 443, "/", "example.com"),
            ("wss://example.com:80/a?b=c", "wss", "example.com", 80, "/a?b=c", "example.com:80"),
            ("WSS://Example.com/", "wss", "Example.com", 443, "/", "Example.com"),
            ("ws://host?x=/@:", "ws", "host", 80, "/?x=/@:", "host"),
            ("ws://host:/x", "ws", "host", 80, "/x", "host"),
            ("ws://[::1]:9000/x", "ws", "::1", 9000, "/x", "[::1]:9000"),
            ("wss://[2001:db8::1]/", "wss", "2001:db8::1", 443, "/", "[2001:db8::1]"),
            ("https://10.0.0.1:443/events", "https", "10.0.0.1", 443, "/events", "10.0.0.1"),
        ])
    func parts(text: String, scheme: String, host: String, port: Int, path: String, hostHeader: String) throws {
        let url = try ServiceURL.parse(text)
        #expect(url.scheme.rawValue == scheme)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.pathAndQuery == path)
        #expect(url.hostHeader == hostHeader)
        #expect(url.userinfo == nil)
        #expect(url.authorization == nil)
    }

    @Test("userinfo becomes Basic authorization, percent-decoded, and is never shown")
    func userinfo() throws {
        let url = try ServiceURL.parse("wss://Aladdin:open%20sesame@host/x")
        #expect(url.authorization == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        #expect(url.display == "wss://***@host/x")
    }

    @Test("what is shown hides the values of secret query items")
    func display() throws {
        #expect(
            try ServiceURL.parse("ws://h:1/ws?token=abc&room=5").display == "ws://h:1/ws?token=***&room=5")
    }

    @Test(
        "a URL that cannot work is refused in words",
        arguments: [
            ("", "'' is not a URL; expected one such as ws://host:port/path"),
            ("localhost:8001", "'localhost:8001' is not a URL; expected one such as ws://host:port/path"),
            (
                "wsss://host",
                "'wsss://host' has the scheme 'wsss'; expected ws, wss, http or https. Did you mean 'wss'?"
            ),
            ("gopher://host", "'gopher://host' has the scheme 'gopher'; expected ws, wss, http or https"),
            ("ws://", "'ws://' names no host"),
            ("ws:///path", "'ws:///path' names no host"),
            ("ws://host:0/", "'ws://host:0/' has the port '0'; expected a number from 1 to 65535"),
            ("ws://host:65536", "'ws://host:65536' has the port '65536'; expected a number from 1 to 65535"),
            ("ws://host:+80", "'ws://host:+80' has the port '+80'; expected a number from 1 to 65535"),
            ("ws://::1/", "'ws://::1/': write an IPv6 address in brackets, as in ws://[::1]:8001/"),
            ("ws://[::1/", "'ws://[::1/' opens an IPv6 address with '[' and never closes it"),
            ("ws://[::1]x/", "'ws://[::1]x/' has 'x' after its host; expected :port or /path"),
            ("ws://[host]/", "'ws://[host]/' has '[host]' for a host; brackets are for IPv6 addresses"),
            ("ws://host/#top", "'ws://host/#top' has a fragment (#…), which is never sent to a service; leave it out"),
            ("ws://host/a b", "'ws://host/a b' contains a space, which a URL must carry percent-encoded"),
            ("ws://host/ä", "'ws://host/ä' contains 'ä', which a URL must carry percent-encoded"),
            ("ws://host/\r\n", "'ws://host/??' contains a control character, which a URL must carry percent-encoded"),
            (
                "ws://joe:pw@host:x/?token=1",
                "'ws://***@host:x/?token=***' has the port 'x'; expected a number from 1 to 65535"
            ),
        ])
    func refused(text: String, message: String) {
        #expect(throws: TextError(message)) { try ServiceURL.parse(text) }
    }
}
