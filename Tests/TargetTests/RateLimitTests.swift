import HTTP
import Testing
import Timing

@testable import Target

@Suite("Rate limits and blocks, by a clock that is told")
struct RateLimitTests {
    private static func standing(_ answer: HTTPAnswer) -> [String?] {
        ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"].map { answer.value($0) }
    }

    @Test("A limit counts down, refuses with the time to come back, and recovers when its window is over")
    func window() {
        let fixture = ServicesFixture { $0.requests = RateLimit(count: 3, window: .seconds(10)) }
        for remaining in ["2", "1", "0"] {
            let answer = fixture.ask("GET", "/api/limited")
            #expect(answer.status == 200)
            #expect(Self.standing(answer) == ["3", remaining, "10", nil])
        }
        fixture.advance(7.5)
        let refused = fixture.ask("GET", "/api/limited")
        #expect(refused.status == 429)
        #expect(Self.standing(refused) == ["3", "0", "3", "3"])
        fixture.advance(2.499_999_999)
        #expect(fixture.ask("GET", "/api/limited").status == 429)
        fixture.advance(0.000_000_001)
        let recovered = fixture.ask("GET", "/api/limited")
        #expect(recovered.status == 200)
        #expect(Self.standing(recovered) == ["3", "2", "10", nil])
    }

    @Test(
        "Clients are limited apart: by address, by key, by token",
        arguments: ["x-forwarded-for", "x-api-key", "authorization"])
    func clients(field: String) {
        let fixture = ServicesFixture { $0.requests = RateLimit(count: 1, window: .seconds(10)) }
        for client in ["Bearer a", "Bearer b"] {
            #expect(fixture.ask("GET", "/api/limited", fields: [field: client]).status == 200)
            #expect(fixture.ask("GET", "/api/limited", fields: [field: client]).status == 429)
        }
        #expect(fixture.ask("GET", "/api/limited").status == 200)
    }

    @Test("A query limits any route of its client")
    func asked() {
        let fixture = ServicesFixture()
        let statuses = (0..<4).map { _ in fixture.ask("GET", "/api/hello?rate_limit=2&rate_window=500ms").status }
        #expect(statuses == [200, 200, 429, 429])
        #expect(fixture.ask("GET", "/api/hello").status == 200)
        fixture.advance(0.5)
        #expect(fixture.ask("GET", "/api/hello?rate_limit=2&rate_window=500ms").status == 200)
    }

    @Test("Routes without a limit have none")
    func unlimited() {
        let fixture = ServicesFixture()
        for _ in 0..<1_000 { #expect(fixture.ask("GET", "/api/hello").status == 200) }
        for _ in 0..<1_000 { #expect(fixture.logIn().status == 200) }
    }

    @Test("Failed logins are limited for the user and the address, and for nobody else")
    func failedLogins() {
        let fixture = ServicesFixture { $0.failedLogins = RateLimit(count: 2, window: .seconds(60)) }
        let failures = (0..<3).map { _ in fixture.logIn("eve", password: "wrong") }
        #expect(failures.map(\.status) == [401, 401, 429])
        #expect(failures.map { $0.value("X-RateLimit-Remaining") } == ["1", "0", "0"])
        #expect(fixture.logIn("eve").status == 429)
        #expect(fixture.logIn("eve", from: "192.0.2.1").status == 200)
        #expect(fixture.logIn("ann").status == 200)
        fixture.advance(60)
        #expect(fixture.logIn("eve").status == 200)
    }

    @Test("An address that fails too often is blocked on every route, and no other address is")
    func blocks() {
        let fixture = ServicesFixture {
            $0.failuresOfAddress = RateLimit(count: 3, window: .seconds(60))
            $0.blockTime = .seconds(30)
        }
        for user in ["a", "b", "c"] {
            #expect(fixture.logIn(user, password: "wrong", from: "192.0.2.1").status == 401)
        }
        #expect(fixture.logIn("d", from: "192.0.2.1").status == 403)
        #expect(fixture.logIn("d", from: "192.0.2.1").value("Retry-After") == "30")
        #expect(fixture.ask("GET", "/api/hello", fields: ["x-forwarded-for": "192.0.2.1, 10.0.0.1"]).status == 403)
        #expect(fixture.logIn("d", from: "192.0.2.2").status == 200)
        #expect(fixture.logIn("d").status == 200)
        fixture.advance(30)
        #expect(fixture.logIn("d", from: "192.0.2.1").status == 200)
    }

    @Test("Attackers without an address of their own are limited by user, and never block the machine")
    func direct() {
        let fixture = ServicesFixture { $0.failuresOfAddress = RateLimit(count: 1, window: .seconds(60)) }
        for user in 0..<50 { #expect(fixture.logIn("eve\(user)", password: "wrong").status == 401) }
        #expect(fixture.logIn("ann").status == 200)
    }

    @Test("A table forgets what came first when it is full")
    func boundedTable() {
        var table = BoundedTable<Int, String>(capacity: 3)
        for key in 1...5 { table.set(key, to: "\(key)") }
        #expect(table.count == 3)
        #expect((1...5).map { table[$0] } == [nil, nil, "3", "4", "5"])
        #expect(table.newest(offset: 0, limit: 2) == ["5", "4"])
        #expect(table.remove(4) == "4")
        #expect(table.newest(offset: 1, limit: 9) == ["3"])
        table.set(6, to: "6")
        #expect(table.newest(offset: 0, limit: 9) == ["6", "5"])
        #expect(
            table.update(5, default: "") { text in
                text += "!"
                return text
            } == "5!")
    }
}
