import CurlTransport
import EventLoop
import LWSTransport
import RESTClient
import TestSockets
import Testing
import Timing

@Suite("Requests that are sent elsewhere", .timeLimit(.minutes(1)))
struct RedirectTests {
    /// How a request ends at a server that answers paths as told, and what the server was asked.
    private func outcome(
        of request: RESTRequest, _ settings: TransferSettings = TransferSettings(), jar: CookieJar? = nil,
        answers: [String: [ServerStep]]
    ) throws -> (outcome: RESTOutcome, requests: [String]) {
        let loop = try EventLoop()
        let transport = try TransportContext(on: loop)
        var requests: [String] = []
        let port = try transport.listen(address: "127.0.0.1", port: 0, tls: nil) { connection in
            ScriptedConnection(connection, on: loop) { request in
                requests.append(request)
                return answers[String(request.split(separator: " ")[1])] ?? [.finish]
            } happened: {
            }
        }
        let context = try CurlContext(on: loop)
        let client = try RESTClient(on: context, settings)
        var outcomes: [RESTOutcome] = []
        var moved = request
        moved.url.port = port
        client.send(moved, jar: jar) { outcome in
            outcomes.append(outcome)
            loop.stop()
        }
        loop.run()
        context.close()
        transport.close()
        #expect(loop.close())
        #expect(outcomes.count == 1)
        return (try #require(outcomes.first), requests)
    }

    private static func redirect(_ status: Int, _ location: String, _ fields: String = "") -> [ServerStep] {
        [.answer("", "Location: \(location)\r\n\(fields)", status: "\(status) Elsewhere")]
    }

    @Test("each hop has its own status, method and times, on one connection")
    func hops() throws {
        let request = RESTRequest(
            method: "POST", url: try .parse("http://127.0.0.1/login?a=b"), body: .json("{}"),
            credentials: .bearer(token: "t"))
        let (outcome, requests) = try outcome(
            of: request,
            answers: [
                "/login?a=b": [.wait(.milliseconds(60))] + Self.redirect(303, "home", "Set-Cookie: s=1\r\n"),
                "/home": Self.redirect(307, "/end"), "/end": [.answer("there")],
            ])
        #expect(try String(decoding: outcome.result.get().body, as: UTF8.self) == "there")
        #expect(outcome.hops.map(\.status) == [303, 307, 200])
        #expect(outcome.hops.map(\.method) == ["POST", "GET", "GET"])
        #expect(outcome.hops.map(\.url.pathAndQuery) == ["/login?a=b", "/home", "/end"])
        #expect(outcome.hops.map(\.isNewConnection) == [true, false, false])
        #expect(outcome.hops[0].phases.waiting >= .milliseconds(60))
        #expect(outcome.hops[2].phases.duration < .milliseconds(50))
        #expect(requests.allSatisfy { $0.contains("Authorization: Bearer t\r\n") })
        #expect(requests.map { $0.contains("application/json") } == [true, false, false])
        #expect(requests.allSatisfy { !$0.contains("Cookie:") })
    }

    @Test("a cookie that is set on the way goes along")
    func cookies() throws {
        let (_, requests) = try outcome(
            of: RESTRequest(url: try .parse("http://127.0.0.1/a")), jar: try CookieJar(),
            answers: ["/a": Self.redirect(302, "/b", "Set-Cookie: s=1; Path=/\r\n"), "/b": [.answer("")]])
        #expect(requests.map { $0.contains("Cookie: s=1\r\n") } == [false, true])
    }

    @Test(
        "a limit is a limit, and without one allowed a redirect is the answer",
        arguments: [(0, 302, 1), (2, nil, 3), (10, nil, 11)] as [(Int, Int?, Int)])
    func limits(limit: Int, status: Int?, count: Int) throws {
        let request = RESTRequest(url: try .parse("http://127.0.0.1/a"), redirectLimit: limit)
        let (outcome, requests) = try outcome(of: request, answers: ["/a": Self.redirect(302, "/a")])
        #expect(requests.count == count)
        #expect(outcome.hops.count == count)
        switch outcome.result {
        case .success(let response): #expect(response.status == status)
        case .failure(let failure): #expect((failure.cause, status) == (.redirects, nil))
        }
    }

    @Test("the chain as a whole has the time of one request")
    func timeout() throws {
        let (outcome, _) = try outcome(
            of: RESTRequest(url: try .parse("http://127.0.0.1/a")), TransferSettings(timeout: .milliseconds(300)),
            answers: ["/a": [.wait(.milliseconds(80))] + Self.redirect(302, "/a")])
        guard case .failure(let failure) = outcome.result else {
            Issue.record("an endless chain ended")
            return
        }
        #expect(failure.cause == .timeout)
        #expect(outcome.hops.count <= 4)
    }

    @Test("a location that leads nowhere is garbage, and one that is missing an answer")
    func locations() throws {
        let request = RESTRequest(url: try .parse("http://127.0.0.1/a"))
        let nowhere = try outcome(of: request, answers: ["/a": Self.redirect(302, "ftp://x/")])
        guard case .failure(let failure) = nowhere.outcome.result else {
            Issue.record("followed")
            return
        }
        #expect(failure.cause == .garbage)
        let missing = try outcome(of: request, answers: ["/a": [.answer("x", status: "302 Found")]])
        #expect(try missing.outcome.result.get().status == 302)
    }
}
