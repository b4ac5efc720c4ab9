import HTTP
import Testing

@testable import Target

@Suite("Gateway, market, entitlements, metrics and registry")
struct APITests {
    private let key = ["x-api-key": "demo-key"]

    @Test("The gateway greets, and echoes bodies up to a megabyte")
    func gateway() {
        let fixture = ServicesFixture()
        #expect(fixture.ask("GET", "/api/hello").text == #"{"message":"Hello, world!"}"#)
        #expect(fixture.ask("GET", "/api/hello?name=a%22b").text == #"{"message":"Hello, a\"b!"}"#)
        #expect(fixture.ask("GET", "/api/echo?b=2&a=1").text == #"{"a":"1","b":"2"}"#)
        let body = String(repeating: "é", count: 524_288)
        let echo = fixture.ask("POST", "/api/echo", body, fields: ["content-type": "text/plain"])
        #expect(echo.text == body)
        #expect(echo.contentType == "text/plain")
    }

    @Test(
        "Protected routes ask for a token",
        arguments: [
            ("GET", "/api/protected"), ("POST", "/api/protected"), ("GET", "/api/users/1"), ("POST", "/api/users"),
            ("PUT", "/api/users/1"),
        ])
    func protected(method: String, path: String) {
        let fixture = ServicesFixture()
        let refused = fixture.ask(method, path)
        #expect(refused.status == 401)
        #expect(refused.value("WWW-Authenticate") == "Bearer")
        let fields = ServicesFixture.bearer(fixture.token())
        #expect([200, 201].contains(fixture.ask(method, path, #"{"name":"x"}"#, fields: fields).status))
    }

    @Test("Users are read, made and changed")
    func users() {
        let fixture = ServicesFixture()
        let fields = ServicesFixture.bearer(fixture.token())
        #expect(
            fixture.ask("GET", "/api/users/7", fields: fields).text
                == #"{"id":7,"name":"User 7","email":"user7@example.com","version":1}"#)
        for path in ["/api/users/0", "/api/users/1001", "/api/users/x", "/api/users/", "/api/users/1/2"] {
            #expect(fixture.ask("GET", path, fields: fields).status == 404)
        }
        let made = fixture.ask("POST", "/api/users", #"{"name":"Ann","email":"a@b"}"#, fields: fields)
        #expect(made.status == 201)
        #expect(made.value("Location") == "/api/users/1001")
        #expect(
            fixture.ask("PUT", "/api/users/1001", #"{"email":"c@d"}"#, fields: fields).text
                == #"{"id":1001,"name":"Ann","email":"c@d","version":2}"#)
        #expect(fixture.ask("GET", "/api/users/1001", fields: fields).members?.text("email") == "c@d")
        #expect(fixture.ask("PUT", "/api/users/5000", #"{"name":"x"}"#, fields: fields).status == 404)
    }

    @Test("The market has instruments, curves, products, prices and a history")
    func market() {
        let fixture = ServicesFixture()
        #expect(fixture.ask("GET", "/api/v1/instruments").members?.number("count") == 48)
        #expect(fixture.ask("GET", "/api/v1/instruments?commodity=gas").members?.number("count") == 12)
        #expect(fixture.ask("GET", "/api/v1/instruments/PWR-2026-12").members?.text("delivery") == "2026-12")
        #expect(fixture.ask("GET", "/api/v1/instruments/PWR-2027-01").status == 404)
        #expect(fixture.ask("GET", "/api/v1/curves").members?.number("count") == 4)
        #expect(fixture.ask("GET", "/api/v1/curves/GAS?months=3").text.contains("2026-03"))
        #expect(!fixture.ask("GET", "/api/v1/curves/GAS?months=3").text.contains("2026-04"))
        #expect(fixture.ask("GET", "/api/v1/products").members?.number("count") == 12)
        let history = fixture.ask("GET", "/api/v1/historical?instrument=EUA-2026-01&days=500")
        #expect(history.members?.number("count") == 500)
        #expect(history.text.contains(#"{"day":499,"price":"#))
        #expect(fixture.ask("GET", "/api/v1/historical?instrument=EUA-2026-01&days=500") == history)
        #expect(fixture.ask("GET", "/api/v1/historical?instrument=x").status == 404)
    }

    @Test("A price is the instrument's by the quantity")
    func pricing() throws {
        let fixture = ServicesFixture()
        let one = fixture.ask("GET", "/api/v1/pricing?instrument=GAS-2026-02")
        let ten = fixture.ask("POST", "/api/v1/pricing", #"{"instrument":"GAS-2026-02","quantity":10}"#)
        let price = try #require(one.members?.number("price"))
        #expect(ten.members?.number("price") == price)
        #expect(ten.members?.number("total") == (price * 1_000).rounded() / 100)
        #expect(fixture.ask("GET", "/api/v1/pricing?quantity=-1").status == 422)
        #expect(fixture.ask("GET", "/api/v1/pricing?quantity=x").status == 422)
    }

    @Test(
        "Entitlements follow the tier",
        arguments: [
            ("basic", "power", "read", true), ("basic", "curves", "read", false),
            ("professional", "curves", "read", true),
            ("professional", "power", "export", false), ("enterprise", "coal", "export", true),
            ("enterprise", "coal", "delete", false), ("enterprise", "moon", "read", false),
        ])
    func entitlements(tier: String, resource: String, action: String, isAllowed: Bool) {
        let fixture = ServicesFixture()
        #expect(fixture.ask("PUT", "/entitlements/ann", #"{"tier":"\#(tier)"}"#).status == 200)
        let answer = fixture.ask(
            "POST", "/entitlements/check", #"{"user":"ann","resource":"\#(resource)","action":"\#(action)"}"#)
        #expect(answer.status == 200)
        #expect(answer.text.hasPrefix(#"{"allowed":\#(isAllowed),"#))
        #expect(answer.members?.text("tier") == tier)
    }

    @Test("A user of whom nothing is known is a professional, and an unknown tier is none")
    func usualTier() {
        let fixture = ServicesFixture()
        #expect(fixture.ask("GET", "/entitlements/bob").members?.text("tier") == "professional")
        #expect(fixture.ask("PUT", "/entitlements/bob", #"{"tier":"gold"}"#).status == 422)
        #expect(fixture.ask("POST", "/entitlements/check", #"{"user":"bob"}"#).status == 422)
    }

    @Test("What is tracked is exported")
    func metrics() {
        let fixture = ServicesFixture()
        for value in [2, 0.5, -1] {
            #expect(fixture.ask("POST", "/metrics/track", #"{"name":"page.load","value":\#(value)}"#).status == 202)
        }
        #expect(fixture.ask("POST", "/metrics/track", #"{"name":"hits"}"#).status == 202)
        #expect(
            fixture.ask("GET", "/metrics/export").text
                == "# TYPE hits summary\nhits_sum 1.0\nhits_count 1\n"
                + "# TYPE page_load summary\npage_load_sum 1.5\npage_load_count 3\n")
        #expect(
            fixture.ask("GET", "/metrics/export?format=json").text
                == #"{"hits":{"count":1,"sum":1,"min":1,"max":1},"page.load":{"count":3,"sum":1.5,"min":-1,"max":2}}"#)
    }

    @Test("Names of metrics are judged and bounded", arguments: ["", "1a", "a b", "é", #"a\""#])
    func metricNames(name: String) {
        #expect(ServicesFixture().ask("POST", "/metrics/track", #"{"name":"\#(name)"}"#).status == 422)
    }

    @Test("There is no room for ever more names")
    func manyMetrics() {
        let fixture = ServicesFixture()
        let statuses = (0..<1_001).map { fixture.ask("POST", "/metrics/track", #"{"name":"m\#($0)"}"#).status }
        #expect(statuses == Array(repeating: 202, count: 1_000) + [507])
        #expect(fixture.ask("POST", "/metrics/track", #"{"name":"m0"}"#).status == 202)
    }

    @Test("The registry asks for its key", arguments: [nil, "wrong"] as [String?])
    func apiKey(key: String?) {
        let fields = key.map { ["x-api-key": $0] } ?? [:]
        for path in ["/api/v1/servers", "/api/v1/servers/1", "/api/v1/policies"] {
            #expect(ServicesFixture().ask("GET", path, fields: fields).status == 401)
        }
    }

    @Test("A server is registered, read, changed by its version, and forgotten")
    func registry() {
        let fixture = ServicesFixture()
        let body = #"{"name":"a","url":"http://a","capabilities":["x","y"]}"#
        let made = fixture.ask("POST", "/api/v1/servers", body, fields: key)
        #expect(made.status == 201)
        #expect(made.value("Location") == "/api/v1/servers/1")
        #expect(
            made.text
                == #"{"id":1,"name":"a","url":"http://a","capabilities":["x","y"],"status":"active","version":1}"#)
        #expect(fixture.ask("POST", "/api/v1/servers", body, fields: key).status == 200)
        let changed = fixture.ask(
            "PUT", "/api/v1/servers/1", #"{"url":"http://b"}"#, fields: key.merging(["if-match": "\"2\""]) { $1 })
        #expect(changed.status == 200)
        #expect(changed.value("ETag") == "\"3\"")
        let late = fixture.ask(
            "PUT", "/api/v1/servers/1", #"{"url":"http://c"}"#, fields: key.merging(["if-match": "2"]) { $1 })
        #expect(late.status == 412)
        #expect(fixture.ask("GET", "/api/v1/servers/1", fields: key).members?.text("url") == "http://b")
        #expect(fixture.ask("DELETE", "/api/v1/servers/1", fields: key).status == 204)
        #expect(fixture.ask("DELETE", "/api/v1/servers/1", fields: key).status == 404)
        #expect(fixture.ask("GET", "/api/v1/servers?name=a", fields: key).text == #"{"servers":[],"total":0}"#)
    }

    @Test("Servers are listed page by page, the newest first")
    func pages() {
        let fixture = ServicesFixture()
        for number in 1...5 {
            _ = fixture.ask("POST", "/api/v1/servers", #"{"name":"s\#(number)","url":"u"}"#, fields: key)
        }
        func ids(_ query: String) -> [String] {
            fixture.ask("GET", "/api/v1/servers?\(query)", fields: key).text.split(separator: #""id":"#).dropFirst()
                .map { String($0.prefix { $0 != "," }) }
        }
        #expect(ids("size=2") == ["5", "4"])
        #expect(ids("size=2&page=3") == ["1"])
        #expect(ids("name=s3") == ["3"])
        #expect(fixture.ask("GET", "/api/v1/servers?size=101", fields: key).status == 422)
    }

    @Test(
        "The first policy that fits decides",
        arguments: [
            ("admin", "write", "servers/1", "allow", "administrators do anything"),
            ("admin", "delete", "production/db", "deny", "nobody deletes production"),
            ("operator", "restart", "servers/1", "allow", "operators restart servers"),
            ("operator", "restart", "network", "deny", "none"),
            ("guest", "read", "network", "allow", "everybody reads"),
            ("guest", "write", "network", "deny", "none"),
        ])
    func policies(role: String, action: String, resource: String, decision: String, policy: String) {
        let answer = ServicesFixture().ask(
            "POST", "/api/v1/policies/evaluate",
            #"{"role":"\#(role)","action":"\#(action)","resource":"\#(resource)"}"#, fields: key)
        #expect(answer.text == #"{"decision":"\#(decision)","policy":"\#(policy)"}"#)
    }
}
