import HTTP
import LWSTransport
import SSEClient
import TLS
import TestCertificates
import Testing
import Timing

@Suite("Streams on their connections", .timeLimit(.minutes(2)))
struct StreamConnectionTests {
    private typealias Told = RecordingDelegate.Told

    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    private static let chunked = head + "Transfer-Encoding: chunked\r\n\r\n"
    private static let untilClose = head + "\r\n"
    private static let begun: [Told] = [.reachedPeer, .requested, .established]

    @Test(
        "a stream tells its events and its one end",
        arguments: [
            ("complete chunks end it", chunked + "9\r\ndata: a\n\n\r\n0\r\n\r\n", .finish, ["a"], .endOfStream),
            (
                "an event may span chunks", chunked + "5\r\ndata:\r\n3\r\n a\n\r\n1\r\n\n\r\n0\r\n\r\n", .finish, ["a"],
                .endOfStream
            ),
            ("a reached length ends it", head + "Content-Length: 9\r\n\r\ndata: a\n\n", .finish, ["a"], .endOfStream),
            ("FIN ends a body without a length", untilClose + "data: a\n\ndata: b\n", .finish, ["a"], .endOfStream),
            (
                "interim answers do not matter", "HTTP/1.1 103\r\n\r\n" + untilClose + "data: a\n\n", .finish, ["a"],
                .endOfStream
            ),
            ("reset loses it", untilClose + "data: a\n\n", .reset, ["a"], .lost("reset by peer")),
            ("reset loses chunks", chunked + "9\r\ndata: a\n\n\r\n", .reset, ["a"], .lost("reset by peer")),
            ("a cut chunk loses it", chunked + "99\r\ndata: a\n\n", .finish, ["a"], .lost("cut inside a chunk")),
            (
                "FIN between chunks loses it", chunked + "9\r\ndata: a\n\n\r\n", .finish, ["a"],
                .lost("cut before the last chunk")
            ),
            (
                "a cut length loses it", head + "Content-Length: 10\r\n\r\ndata: a\n\n", .finish, ["a"],
                .lost("cut inside the body")
            ),
            (
                "broken chunks break the protocol", chunked + "9\r\ndata: a\n\nx", .wait, ["a"],
                .protocolError("a chunk longer than its size")
            ),
            (
                "an event over the limit breaks the protocol",
                untilClose + "data: a\n\ndata: \(String(repeating: "x", count: 2_000))", .wait, ["a"],
                .protocolError("an event of more than 1024 bytes")
            ),
        ] as [(String, String, StreamBench.Farewell, [String], StreamEnding)])
    func streamTellsItsEnd(
        claim: String, answer: String, farewell: StreamBench.Farewell, events: [String], ending: StreamEnding
    ) throws {
        let bench = try StreamBench()
        let port = try bench.serve(answer, then: farewell)
        let told = try bench.told(by: port)
        #expect(told == Self.begun + [.firstByte] + events.map { .event($0) } + [.ended(ending), .gone])
        bench.close()
    }

    @Test("a stream tells the same when its answer comes byte by byte")
    func bytesOneByOne() throws {
        let bench = try StreamBench()
        let body = ": hi\r\nretry: 5\r\nid: 1\r\ndata: é\r\n\r\n"
        let answer = Self.chunked + "\(String(body.utf8.count, radix: 16))\r\n" + body + "\r\n0\r\n\r\n"
        let port = try bench.serve(answer.utf8.map { [$0] }, then: .finish)
        #expect(
            try bench.told(by: port)
                == Self.begun + [
                    .firstByte, .comment, .reconnectionTime(.milliseconds(5)), .event("é"), .ended(.endOfStream), .gone,
                ])
        bench.close()
    }

    @Test(
        "what is no stream fails with its cause",
        arguments: [
            ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", .wait, .http(404)),
            ("HTTP/1.1 503\r\n\r\n", .finish, .http(503)),
            ("HTTP/1.1 302 Found\r\n\r\n", .finish, .http(302)),
            ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>", .wait, .contentType("text/html")),
            ("HTTP/1.1 200 OK\r\n\r\n", .finish, .contentType("no Content-Type")),
            ("SSH-2.0-OpenSSH\r\n", .wait, .garbage), ("HTTP/1.1 nonsense\r\n\r\n", .wait, .garbage),
            ("", .finish, .closed), ("HTTP/1.1 200 OK\r\nContent-", .finish, .closed), ("", .reset, .reset),
            ("HTTP/1.1 200", .reset, .reset), ("HTTP/1.1 100 Continue\r\n\r\n", .finish, .closed),
        ] as [(String, StreamBench.Farewell, DialFailure)])
    func noStreamFails(answer: String, farewell: StreamBench.Farewell, failure: DialFailure) throws {
        let bench = try StreamBench()
        let port = try bench.serve(answer, then: farewell)
        #expect(try bench.told(by: port) == [.reachedPeer, .requested, .failed(failure), .gone])
        bench.close()
    }

    @Test("a redirect is told with its location as it is")
    func redirectIsTold() throws {
        let bench = try StreamBench()
        let port = try bench.serve("HTTP/1.1 307 T\r\nLocation: ../b?c#d\r\n\r\n", then: .wait)
        #expect(try bench.told(by: port) == [.reachedPeer, .requested, .redirected(307, "../b?c#d"), .gone])
        bench.close()
    }

    @Test("204 is an established stream without content")
    func noContentEnds() throws {
        let bench = try StreamBench()
        let port = try bench.serve("HTTP/1.1 204 No Content\r\n\r\n", then: .finish)
        #expect(try bench.told(by: port) == Self.begun + [.ended(.noContent), .gone])
        bench.close()
    }

    @Test("lines of JSON are events, the last one without its end too, unless it was cut")
    func linesAreEvents() throws {
        let bench = try StreamBench()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n"
        let request = StreamRequest(pathAndQuery: "/", host: "h", format: .lines)
        let whole = try bench.serve(head + "\r\n{}\n\n[1]", then: .finish)
        #expect(
            try bench.told(by: whole, request)
                == Self.begun + [.firstByte, .event("{}"), .event("[1]"), .ended(.endOfStream), .gone])
        let cut = try bench.serve(head + "Content-Length: 9\r\n\r\n{}\n\n[1]", then: .finish)
        #expect(
            try bench.told(by: cut, request)
                == Self.begun + [.firstByte, .event("{}"), .ended(.lost("cut inside the body")), .gone])
        bench.close()
    }

    @Test(
        "closed from within any call, a stream tells its end at once and nothing after it",
        arguments: [3, 4, 5, 6, 7])
    func closeFromWithin(calls: Int) throws {
        let bench = try StreamBench()
        let all: [Told] =
            Self.begun + [.firstByte, .comment, .reconnectionTime(.zero), .event("a"), .event("b"), .event("c")]
        let answer = Self.untilClose + ":\nretry:0\ndata: a\n\ndata: b\n\ndata: c\n\n"
        let port = try bench.serve(answer, then: .wait)
        var stream: StreamConnection?
        let (dialled, delegate) = try bench.dial(port) { delegate in
            delegate.whenTold = { [unowned delegate] _ in
                if delegate.told.count == calls { stream?.close() }
            }
        }
        stream = dialled
        try bench.run { delegate.isGone }
        #expect(delegate.told == all.prefix(calls) + [.ended(.closedByClient), .gone])
        // FIN reached the server, which answered it.
        try bench.run { !bench.serverEndings.isEmpty }
        #expect(bench.serverEndings == [.finished])
        bench.close()
    }

    @Test("closed from outside, a stream ends at the instant of its closing")
    func closeFromOutside() throws {
        let bench = try StreamBench()
        let port = try bench.serve(Self.untilClose + "data: a\n\n", then: .wait)
        let (stream, delegate) = try bench.dial(port)
        try bench.run { delegate.told.last == .event("a") }
        #expect(stream.isStreaming)
        let instant = Instant.now()
        stream.close(at: instant)
        #expect(delegate.told == Self.begun + [.firstByte, .event("a"), .ended(.closedByClient)])
        #expect(delegate.instants.last == instant)
        #expect(!stream.isStreaming)
        stream.close()
        try bench.run { delegate.isGone }
        #expect(delegate.told.suffix(2) == [.ended(.closedByClient), .gone])
        bench.close()
    }

    @Test("abandoned before its answer, a stream has failed; while it streams, it is lost")
    func abandoned() throws {
        let bench = try StreamBench()
        let silent = try bench.serve("", then: .wait)
        let (waiting, waitingDelegate) = try bench.dial(silent)
        try bench.run { waitingDelegate.told.last == .requested }
        waiting.close()
        #expect(waitingDelegate.told == [.reachedPeer, .requested])
        waiting.abandon()
        #expect(waitingDelegate.told == [.reachedPeer, .requested, .failed(.closed), .gone])

        let port = try bench.serve(Self.untilClose + "data: a\n\n", then: .wait)
        let (stream, delegate) = try bench.dial(port)
        try bench.run { delegate.told.last == .event("a") }
        stream.abandon()
        #expect(delegate.told.suffix(2) == [.ended(.lost("given up")), .gone])
        bench.close()
    }

    @Test("a stream resumes where it was told to, and knows where the next one would")
    func resumption() throws {
        let bench = try StreamBench()
        let port = try bench.serve(Self.untilClose + "data: a\n\nid: 9\n\nid: 10\ndata: cut", then: .finish)
        let request = StreamRequest(pathAndQuery: "/x", host: "h", lastEventID: Array("8".utf8))
        var during: [[UInt8]] = []
        var stream: StreamConnection?
        let (dialled, delegate) = try bench.dial(port, request) { delegate in
            delegate.whenTold = { told in
                if told == .event("a"), let stream { during.append(stream.lastEventID) }
            }
        }
        stream = dialled
        try bench.run { delegate.isGone }
        #expect(bench.requests.map { $0.contains("\r\nLast-Event-ID: 8\r\n") } == [true])
        #expect(during == [Array("8".utf8)])
        #expect(dialled.lastEventID == Array("9".utf8))
        bench.close()
    }

    @Test("a port where nobody listens refuses")
    func nobodyListens() throws {
        let bench = try StreamBench()
        let port = try bench.serve("", then: .finish)
        bench.close()
        let second = try StreamBench()
        do {
            #expect(try second.told(by: port) == [.failed(.refused), .gone])
        } catch let failure as DialFailure {
            #expect(failure == .refused)
        }
        second.close()
    }

    @Test(
        "over TLS, a body without a length ends in order only with a close_notify",
        arguments: [
            (untilClose + "data: a\n\n", .finish, .endOfStream),
            (untilClose + "data: a\n\n", .finishBeneathTLS, .lost("TLS ended without a close_notify")),
            (chunked + "9\r\ndata: a\n\n\r\n0\r\n\r\n", .finishBeneathTLS, .endOfStream),
            (chunked + "9\r\ndata: a\n\n\r\n", .finishBeneathTLS, .lost("cut before the last chunk")),
            (untilClose + "data: a\n\n", .reset, .lost("reset by peer")),
        ] as [(String, StreamBench.Farewell, StreamEnding)])
    func endsOverTLS(answer: String, farewell: StreamBench.Farewell, ending: StreamEnding) throws {
        let certificates = try TestCertificates()
        let identity = try certificates.identity("DNS:localhost")
        let server = try TLSContext(certificateFile: identity.certificate, keyFile: identity.key)
        let client = try TLSContext(
            caFile: certificates.authority, certificateFile: nil, keyFile: nil, verifiesPeer: true, resumes: false)
        let bench = try StreamBench()
        let port = try bench.serve(answer, then: farewell, tls: server)
        let told = try bench.told(by: port, tls: client)
        #expect(told == Self.begun + [.firstByte, .event("a"), .ended(ending), .gone])
        bench.close()
    }
}
