import Compression
import HTTP
import Testing

@testable import WebServer

@Suite("Answers on the wire")
struct WebAnswerTests {
    private static func request(_ method: String = "GET", accepting codings: String? = nil) -> HTTPRequest {
        let fields = codings.map { [HTTPHead.Field(name: "accept-encoding", value: $0)] } ?? []
        let head = HTTPHead(startLine: "\(method) / HTTP/1.1", fields: fields)
        return HTTPRequest(method: method, path: "/", query: [:], head: head, body: [])
    }

    @Test("Every answer forbids to be kept, guessed at, framed or told of")
    func commonFields() {
        let answer = WebAnswer(
            contentType: "text/html", headers: [("X-A", "b\r\nX-Bad: c\u{0}")], body: Array("hi".utf8))
        let text = """
            HTTP/1.1 200 OK
            Content-Type: text/html
            Content-Length: 2
            Cache-Control: no-store
            X-Content-Type-Options: nosniff
            X-Frame-Options: DENY
            Referrer-Policy: no-referrer
            X-A: bX-Bad: c


            """.replacing("\n", with: "\r\n")
        #expect(answer.bytes(to: Self.request(), closes: false) == Array("\(text)hi".utf8))
        #expect(answer.bytes(to: Self.request("HEAD"), closes: false) == Array(text.utf8))
        let unreadable = String(decoding: WebAnswer.unreadable(400).bytes(to: nil, closes: true), as: UTF8.self)
        #expect(unreadable.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(unreadable.contains("\r\nConnection: close\r\n\r\n"))
    }

    @Test(
        "gzip is taken when it is named and not weighed nothing",
        arguments: [
            ("gzip", true), ("gzip, deflate, br", true), ("br;q=1.0, GZIP;q=0.5", true), ("gzip ; q=1", true),
            ("gzip;q=0", false), ("gzip;q=0.000", false), ("gzip;q=x", false), ("x-gzip", false), ("identity", false),
            ("", false), ("*", false),
        ])
    func codings(field: String, includesGzip: Bool) {
        #expect(AcceptedCodings(field).includesGzip == includesGzip)
    }

    @Test("Only texts of more than 4 KB are compressed, and only for those who ask")
    func compression() throws {
        func answer(_ count: Int, _ type: String, to request: HTTPRequest) -> String {
            let body = [UInt8](repeating: UInt8(ascii: "x"), count: count)
            return String(
                decoding: WebAnswer(contentType: type, body: body).bytes(to: request, closes: false), as: UTF8.self)
        }
        let asking = Self.request(accepting: "gzip")
        for type in ["text/css", "application/json; charset=utf-8", "text/javascript", "image/svg+xml"] {
            #expect(answer(4_097, type, to: asking).contains("Vary: Accept-Encoding\r\nContent-Encoding: gzip\r\n"))
            #expect(!answer(4_096, type, to: asking).contains("gzip"))
            let plain = answer(4_097, type, to: Self.request())
            #expect(plain.contains("Vary: Accept-Encoding\r\n") && plain.contains("Content-Length: 4097\r\n"))
        }
        #expect(!answer(4_097, "image/png", to: asking).contains("gzip"))
        #expect(answer(4_097, "text/css", to: Self.request("HEAD", accepting: "gzip")).hasSuffix("gzip\r\n\r\n"))
    }

    @Test("A compressed text unfolds into itself, and is the same each time", arguments: [0, 1, 5_000, 1_000_000])
    func gzip(count: Int) throws {
        let text = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) & 0x3F }
        let packed = Zlib.gzipped(text)
        #expect(packed == Zlib.gzipped(text))
        // RFC 1952 §2.3: a header of ten bytes, no time in it, and eight bytes of checksum and length at the end.
        #expect(packed.prefix(8) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        let length = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(length == count)
        let inflater = try #require(MessageInflater(windowBits: 15, resets: false))
        var unfolded: [UInt8] = []
        // Borrowed for the call, and copied.
        let isWhole = unsafe packed[10..<packed.count - 8].withUnsafeBytes { bytes in
            unsafe inflater.inflate(bytes, isLast: false) {
                unsafe unfolded.append(contentsOf: $0)
                return true
            }
        }
        #expect(isWhole)
        #expect(unfolded == text)
    }

    @Test("Forms are read as forms alone, and paths are decoded")
    func requests() throws {
        let form = "application/x-www-form-urlencoded"
        for (type, value) in [
            (form, "1 000&"), ("\(form); charset=UTF-8", "1 000&"), ("application/json", nil), ("", nil),
        ] {
            let request = WebRequest(
                method: "POST", path: "/", headers: ["Content-Type": type], body: Array("a=b&users=1+000%26".utf8))
            #expect(request.form("users") == value)
            #expect(request.form("none") == nil)
            #expect(request.header("CONTENT-type") == type)
        }
        var asked = Self.request("HEAD")
        asked.path = "/a%20b/%C3%A9"
        asked.query = ["q": "1"]
        let request = try #require(WebRequest(asked))
        #expect((request.method, request.path) == ("GET", "/a b/é"))
        #expect((request.query("q"), request.query("r")) == ("1", nil))
        asked.path = "/%FF"
        #expect(WebRequest(asked) == nil)
    }
}
