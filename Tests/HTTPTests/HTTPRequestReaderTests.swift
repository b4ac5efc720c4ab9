import HTTP
import Testing

@Suite("Requests as they arrive")
struct HTTPRequestReaderTests {
    @Test("A request is the same however its bytes are cut", arguments: 1...12)
    func cuts(size: Int) {
        let bytes = Array("POST /a?x=1%20b&y HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello".utf8)
        var reader = HTTPRequestReader()
        var requests: [HTTPRequest] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            if case .request(let request, let used) = read(piece, with: &reader) {
                #expect(used == piece.count)
                requests.append(request)
            }
        }
        #expect(requests.map(\.path) == ["/a"])
        #expect(requests.map(\.query) == [["x": "1 b", "y": ""]])
        #expect(requests.map(\.body) == [Array("hello".utf8)])
    }

    @Test("A chunked body is the same however its bytes are cut", arguments: 1...12)
    func chunks(size: Int) {
        let text = "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nT: x\r\n\r\n"
        let bytes = Array(text.utf8)
        var reader = HTTPRequestReader()
        var bodies: [[UInt8]] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            if case .request(let request, let used) = read(piece, with: &reader) {
                #expect(used == piece.count)
                bodies.append(request.body)
            }
        }
        #expect(bodies == [Array("hello".utf8)])
    }

    @Test(
        "What is no request is refused by its status",
        arguments: [
            ("\u{16}\u{3}\u{1}", 400), ("GET\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nA: \(String(repeating: "x", count: 65_536))\r\n\r\n", 431),
            // A line without a colon, and more behind the head than any head may have.
            ("GET / HTTP/1.1\r\nx\r\n\r\n\(String(repeating: "y", count: 65_536))", 400),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
            (
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n"
                    + String(repeating: "x", count: 0x100001), 413
            ),
        ])
    func refusals(text: String, status: Int) {
        var reader = HTTPRequestReader()
        #expect(read(Array(text.utf8), with: &reader) == .refused(status: status))
    }

    private func read(_ bytes: [UInt8], with reader: inout HTTPRequestReader) -> HTTPRequestReader.Reading {
        // Borrowed for the call.
        unsafe bytes.withUnsafeBytes { unsafe reader.read($0) }
    }

    @Test(
        "A reader refuses what is longer than it was told",
        arguments: [
            ("GET / HTTP/1.1\r\nA: 3456789012345678\r\n\r\n", nil),
            ("GET / HTTP/1.1\r\nA: 34567890123456789\r\n\r\n", 431),
            ("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", nil),
            ("POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\n", 413),
        ] as [(String, Int?)])
    func limits(text: String, status: Int?) {
        var reader = HTTPRequestReader(longestHead: 39, longestBody: 5)
        switch read(Array(text.utf8), with: &reader) {
        case .request(_, let used): #expect(status == nil && used == text.utf8.count)
        case let other: #expect(status.map { .refused(status: $0) } == other)
        }
    }
}
