import Testing
import Timing

@testable import CurlTransport

@Suite("What libcurl is told")
struct SettingsTests {
    @Test(
        "the environment names proxies, in small letters first",
        arguments: [
            ([:], nil, nil, nil), (["HTTP_PROXY": "a"], "a", nil, nil),
            (["http_proxy": "b", "HTTP_PROXY": "a", "HTTPS_PROXY": "c"], "b", "c", nil),
            (["ALL_PROXY": "d", "https_proxy": "e"], "d", "e", nil),
            (["NO_PROXY": "x,y", "http_proxy": ""], nil, nil, "x,y"),
        ] as [([String: String], String?, String?, String?)])
    func proxies(environment: [String: String], http: String?, https: String?, exceptions: String?) {
        #expect(
            ProxySettings(environment: environment) == ProxySettings(http: http, https: https, exceptions: exceptions))
    }

    @Test(
        "a destination is a rule of libcurl's",
        arguments: [
            ("a.example", "10.0.0.1", "a.example:8000:10.0.0.1:8000"), ("::1", "::1", "[::1]:8000:[::1]:8000"),
        ])
    func destination(host: String, address: String, rule: String) {
        #expect(TransferRequest.Destination(host: host, port: 8_000, address: address).rule(nil) == rule)
    }

    @Test("a body is not called a form, and nobody waits before it is sent")
    func lines() {
        let fields = [("A", "1"), ("B", "")].map { (name: $0.0, value: $0.1) }
        #expect(TransferRequest(url: "http://h/", fields: fields).lines == ["A: 1", "B;"])
        #expect(TransferRequest(url: "http://h/", body: []).lines == ["Expect:", "Content-Type:"])
        let typed = [(name: "content-type", value: "a/b"), (name: "expect", value: "100-continue")]
        #expect(
            TransferRequest(url: "http://h/", fields: typed, body: []).lines
                == ["content-type: a/b", "expect: 100-continue"])
    }

    @Test("a time is never no limit")
    func times() {
        #expect(Nanoseconds.milliseconds(0.2).wholeMilliseconds == 1)
        #expect(Nanoseconds.zero.wholeMilliseconds == 1)
        #expect(Nanoseconds.milliseconds(1_500).wholeMilliseconds == 1_500)
    }
}
