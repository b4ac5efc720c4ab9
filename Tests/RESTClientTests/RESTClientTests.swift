import CurlTransport
import EventLoop
import LWSTransport
import RESTClient
import Target
import Testing
import Timing

@Suite("Requests to the target", .timeLimit(.minutes(1)))
struct RESTClientTests {
    /// A client on a loop of its own, and the loop served until `body`'s request has its outcome.
    private func outcome(
        of request: (Int) throws -> RESTRequest, _ settings: TransferSettings = TransferSettings(),
        addresses: [String: String] = [:]
    ) throws -> RESTOutcome {
        let target = try RunningTarget(TargetPlan())
        let port = target.port
        let result = Result {
            let loop = try EventLoop()
            let context = try CurlContext(on: loop)
            let client = try RESTClient(on: context, settings, addresses: addresses)
            var outcomes: [RESTOutcome] = []
            client.send(try request(port)) { outcome in
                outcomes.append(outcome)
                loop.stop()
            }
            loop.run()
            context.close()
            #expect(loop.close())
            #expect(outcomes.count == 1)
            return try #require(outcomes.first)
        }
        _ = target.stop()
        return try result.get()
    }

    @Test("the target is healthy")
    func health() throws {
        let outcome = try outcome { RESTRequest(url: try .parse("http://127.0.0.1:\($0)/health")) }
        let response = try outcome.result.get()
        #expect(response.status == 200)
        #expect(response.value("content-type") == "application/json")
        #expect(String(decoding: response.body, as: UTF8.self) == "{\"status\":\"ok\"}")
        #expect(outcome.hops.map(\.status) == [200])
        #expect(outcome.hops[0].phases.duration > .zero)
    }

    @Test("a host whose address is known needs no look-up")
    func knownAddress() throws {
        let outcome = try outcome(
            of: { RESTRequest(url: try .parse("http://Service.invalid:\($0)/health")) },
            addresses: ["service.invalid": "127.0.0.1"])
        #expect(try outcome.result.get().status == 200)
    }

    @Test("1,000 requests of ten users arrive, exactly")
    func thousandRequests() throws {
        let target = try RunningTarget(TargetPlan())
        let loop = try EventLoop()
        let context = try CurlContext(on: loop)
        let client = try RESTClient(on: context, TransferSettings())
        let request = RESTRequest(url: try .parse("http://127.0.0.1:\(target.port)/health"))
        var (started, succeeded, dialled) = (0, 0, 0)
        func next() {
            guard started < 1_000 else { return }
            started += 1
            client.send(request) { outcome in
                if (try? outcome.result.get().status) == 200 { succeeded += 1 }
                if outcome.hops.contains(where: \.isNewConnection) { dialled += 1 }
                next()
                if succeeded == 1_000 { loop.stop() }
            }
        }
        for _ in 0..<10 { next() }
        loop.run()
        context.close()
        #expect(loop.close())
        let counts = target.stop()
        #expect(succeeded == 1_000)
        #expect(dialled == 10)
        #expect(counts.requests == 1_000)
    }
}
