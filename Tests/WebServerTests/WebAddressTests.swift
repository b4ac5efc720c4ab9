import Testing
import Timing

@testable import WebServer

@Suite("Addresses of the page")
struct WebAddressTests {
    @Test(
        "What is not said is as by default",
        arguments: [
            ("8089", "127.0.0.1", 8089), ("80", "127.0.0.1", 80), (":9000", "127.0.0.1", 9000),
            ("0", "127.0.0.1", 0), ("127.0.0.1", "127.0.0.1", 8089), ("127.0.0.1:8090", "127.0.0.1", 8090),
            ("[::1]:8089", "::1", 8089), ("[::1]", "::1", 8089), ("::1", "::1", 8089), ("[0:0::1]:1", "::1", 1),
            ("0.0.0.0:80", "0.0.0.0", 80), ("localhost", "localhost", 8089), ("LocalHost:81", "localhost", 81),
            ("load-1.example.org", "load-1.example.org", 8089), ("load_1:65535", "load_1", 65_535),
        ])
    func parsed(text: String, host: String, port: Int) throws {
        #expect(try WebAddress.parse(text) == WebAddress(host: host, port: port))
    }

    @Test(
        "What is no address says what one looks like",
        arguments: [
            "", ":", "65536", ":65536", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:-1", "127.0.0.1:+1", "1.2.3",
            "1.2.3.256",
            "[::1", "[::1]8089", "[127.0.0.1]:80", "a..b", "a b", "user@host", "http://localhost:8089", "::1:x", "-1",
        ])
    func refused(text: String) {
        #expect {
            try WebAddress.parse(text)
        } throws: {
            "\($0)".contains("8089, 127.0.0.1:8089 or [::1]:8089")
        }
    }

    @Test(
        "Loopback is known by its text",
        arguments: [
            ("127.0.0.1", true), ("127.9.9.9:1", true), ("[::1]", true), ("localhost", true), ("0.0.0.0", false),
            ("[::]", false), ("10.0.0.1", false), ("load-1", false),
        ])
    func loopback(text: String, isLoopback: Bool) throws {
        #expect(try WebAddress.parse(text).isLoopback == isLoopback)
    }

    @Test("An address reads as in a URL, and settings do not tell the token")
    func descriptions() {
        #expect(WebAddress(host: "::1", port: 80).description == "[::1]:80")
        #expect(WebAddress.standard.description == "127.0.0.1:8089")
        #expect("\(WebSettings(token: "hunter2"))" == "127.0.0.1:8089, token ***")
        #expect("\(WebSettings())" == "127.0.0.1:8089")
    }
}
