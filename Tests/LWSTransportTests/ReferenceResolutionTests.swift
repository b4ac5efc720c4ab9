import LWSTransport
import Testing
import Timing

@Suite("References, resolved")
struct ReferenceResolutionTests {
    @Test(
        "the normal examples of RFC 3986 §5.4.1",
        arguments: [
            ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
            ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"), ("g#s", "http://a/b/c/g"), ("g?y#s", "http://a/b/c/g?y"),
            (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"), ("g;x?y#s", "http://a/b/c/g;x?y"),
            ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"),
            ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../", "http://a/"),
            ("../../g", "http://a/g"),
        ])
    func normalExamples(reference: String, target: String) throws {
        #expect(try Self.resolve(reference) == target)
    }

    @Test(
        "the abnormal examples of RFC 3986 §5.4.2",
        arguments: [
            ("../../../g", "http://a/g"), ("../../../../g", "http://a/g"), ("/./g", "http://a/g"),
            ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"), ("g..", "http://a/b/c/g.."),
            ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"),
            ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"), ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
            ("g;x=1/../y", "http://a/b/c/y"), ("g?y/./x", "http://a/b/c/g?y/./x"),
            ("g?y/../x", "http://a/b/c/g?y/../x"), ("g#s/./x", "http://a/b/c/g"), ("g#s/../x", "http://a/b/c/g"),
        ])
    func abnormalExamples(reference: String, target: String) throws {
        #expect(try Self.resolve(reference) == target)
    }

    @Test(
        "what servers send besides",
        arguments: [
            ("http://a", "/x", "http://a/x"), ("http://a", "x", "http://a/x"), ("http://a?q", "?y", "http://a/?y"),
            ("http://a:8080/b", "c", "http://a:8080/c"), ("http://[::1]:80/b", "c", "http://[::1]/c"),
            ("https://a/b", "//c:444/d/../e", "https://c:444/e"), ("http://a/b", "https://a/b", "https://a/b"),
            ("http://a/b", "HTTP://C/./d?e=/../f", "http://C/d?e=/../f"), ("http://a/b", "c:d/e", nil),
            ("http://a/b", "./c:d/e", "http://a/c:d/e"), ("http://a/b/", "?t=http://c/", "http://a/b/?t=http://c/"),
            ("http://a/b", "/é è?ü#ß", "http://a/%C3%A9%20%C3%A8?%C3%BC"), ("http://a/b/c", "..//d", "http://a//d"),
            ("http://a/b?c#", "", "http://a/b?c"), ("http://a/b", "/%2e%2E/x", "http://a/%2e%2E/x"),
        ] as [(String, String, String?)])
    func whatServersSend(base: String, reference: String, target: String?) throws {
        let base = base.hasSuffix("#") ? String(base.dropLast()) : base
        let resolved = try? Self.resolve(reference, at: base)
        #expect(resolved == target)
    }

    @Test("userinfo stays with its origin")
    func userinfoStays() throws {
        let base = try ServiceURL.parse("http://joe:pw@a:8080/b")
        for reference in ["c", "?c", "", "//a:8080/c", "http://A:8080/c"] {
            #expect(try base.resolving(reference).userinfo == "joe:pw", "\(reference)")
        }
        for reference in ["//b:8080/", "http://a/", "https://a:8080/", "//a:8081/c"] {
            #expect(try base.resolving(reference).userinfo == nil, "\(reference)")
        }
        #expect(try base.resolving("//eve@a:8080/").userinfo == "eve")
    }

    @Test(
        "a reference that leads nowhere is refused in words",
        arguments: [
            ("g:h", "'g:h' has the scheme 'g'; expected http or https"),
            ("ws://a/?token=1", "'ws://a/?token=***' has the scheme 'ws'; expected http or https"),
            ("javascript:x", "'javascript:x' has the scheme 'javascript'; expected http or https"),
            ("http:g", "'http:g' is not a URL; expected one such as ws://host:port/path"),
            ("//", "'http://' names no host"),
            ("http://a:x/", "'http://a:x/' has the port 'x'; expected a number from 1 to 65535"),
            ("/a\u{1}b", "'http://a/a?b' contains a control character, which a URL must carry percent-encoded"),
        ])
    func refused(reference: String, message: String) throws {
        let base = try ServiceURL.parse("http://a/b/c/d;p?q")
        #expect(throws: TextError(message)) { try base.resolving(reference) }
    }

    private static func resolve(_ reference: String, at base: String = "http://a/b/c/d;p?q") throws -> String {
        let url = try ServiceURL.parse(base).resolving(reference)
        return "\(url.scheme.rawValue)://\(url.hostHeader)\(url.pathAndQuery)"
    }
}
