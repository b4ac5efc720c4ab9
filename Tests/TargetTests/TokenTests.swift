import HTTP
import Testing
import Timing

@testable import Target

@Suite("Tokens")
struct TokenTests {
    /// RFC 7515 appendix A.1.
    private let sample =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
        + "LmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private let key = Base64URL.decode(
        Array("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow".utf8))

    @Test("The sample of RFC 7515 is signed with its key")
    func sampleIsVerified() throws {
        let key = try #require(key)
        let payload = try #require(WebToken.payload(of: Array(sample.utf8), key: key))
        let members = try #require(JSONMembers(payload))
        #expect(members.text("iss") == "joe")
        #expect(members.number("exp") == 1_300_819_380)
    }

    @Test("A token with any character changed is refused")
    func changes() throws {
        let key = try #require(key)
        let token = Array(sample.utf8)
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            // The last character carries two bits that are in no byte: RFC 4648 §3.5 leaves them to the decoder.
            guard Base64URL.decode(changed.suffix(43)) != Base64URL.decode(token.suffix(43)) || index < token.count - 1
            else { continue }
            #expect(WebToken.payload(of: changed, key: key) == nil, "at \(index)")
        }
    }

    @Test("Without a signature, or signed for another algorithm, a token is none", arguments: ["none", "HS512"])
    func algorithms(name: String) throws {
        let key = try #require(key)
        let header = String(decoding: Base64URL.encode(Array(#"{"alg":"\#(name)"}"#.utf8)), as: UTF8.self)
        let payload = sample.split(separator: ".")[1]
        for token in ["\(header).\(payload).", "\(header).\(payload)", "..", "", sample + ".x"] {
            #expect(WebToken.payload(of: Array(token.utf8), key: key) == nil)
        }
    }

    @Test(
        "Base64 for URLs has no padding",
        arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("\u{3FF}?>", "z78_Pg")])
    func base64(text: String, encoded: String) {
        #expect(String(decoding: Base64URL.encode(Array(text.utf8)), as: UTF8.self) == encoded)
        #expect(Base64URL.decode(Array(encoded.utf8)) == Array(text.utf8))
    }

    @Test("What is not base64 for URLs is refused", arguments: ["Zg==", "Z", "Zm9+", "Zm 9"])
    func notBase64(text: String) {
        #expect(Base64URL.decode(Array(text.utf8)) == nil)
    }

    @Test("A login's token holds who, when and until when, and any HS256 reader may verify it")
    func claims() throws {
        let fixture = ServicesFixture { $0.secret = "k" }
        let answer = fixture.logIn("ann")
        #expect(answer.status == 200)
        #expect(answer.members?.number("expires_in") == 3_600)
        let token = try #require(answer.members?.text("access_token"))
        let payload = try #require(WebToken.payload(of: Array(token.utf8), key: Array("k".utf8)))
        #expect(
            String(decoding: payload, as: UTF8.self)
                == #"{"sub":"ann","use":"access","iat":1700000000,"exp":1700003600,"jti":0}"#)
        #expect(fixture.verify(token).status == 200)
    }

    @Test("Tokens expire when they say")
    func expiry() {
        let fixture = ServicesFixture { $0.tokenLifetime = .seconds(10) }
        let token = fixture.token()
        fixture.advance(9.9)
        #expect(fixture.verify(token).members?.number("expires_in") == 1)
        fixture.advance(0.1)
        #expect(fixture.verify(token).status == 401)
        #expect(fixture.verify(token).text == #"{"valid":false,"error":"the token has expired"}"#)
    }

    @Test("A client may ask for a shorter life")
    func shortLife() {
        let fixture = ServicesFixture()
        let answer = fixture.ask("POST", "/auth/login", #"{"username":"a","password":"secret","expires_in":5}"#)
        #expect(answer.members?.number("expires_in") == 5)
    }

    @Test("A revoked token is refused everywhere at once, and no other")
    func revocation() {
        let fixture = ServicesFixture()
        let (first, second) = (fixture.token(), fixture.token())
        #expect(fixture.ask("POST", "/auth/revoke", #"{"token":"\#(first)"}"#).status == 200)
        #expect(fixture.verify(first).text == #"{"valid":false,"error":"the token is revoked"}"#)
        #expect(fixture.ask("GET", "/auth/verify_ws_token?token=\(first)").status == 401)
        #expect(fixture.ask("GET", "/api/protected", fields: ServicesFixture.bearer(first)).status == 401)
        #expect(fixture.ask("POST", "/auth/logout", fields: ServicesFixture.bearer(first)).status == 401)
        #expect(throws: TokenIssuer.Defect.revoked) { try fixture.services.admit(first) }
        #expect(fixture.verify(second).status == 200)
        #expect(throws: Never.self) { try fixture.services.admit(second) }
    }

    @Test("A logout ends its token")
    func logout() {
        let fixture = ServicesFixture()
        let fields = ServicesFixture.bearer(fixture.token())
        #expect(fixture.ask("POST", "/auth/logout", fields: fields).text == #"{"status":"logged_out"}"#)
        #expect(fixture.ask("POST", "/auth/logout", fields: fields).status == 401)
    }

    @Test("A refresh token is good once, and for nothing else")
    func refresh() throws {
        let fixture = ServicesFixture()
        let refresh = fixture.token("refresh_token")
        #expect(fixture.verify(refresh).text == #"{"valid":false,"error":"a token for another use"}"#)
        let answer = fixture.ask("POST", "/auth/refresh", #"{"refresh_token":"\#(refresh)"}"#)
        #expect(answer.status == 200)
        let token = try #require(answer.members?.text("access_token"))
        #expect(fixture.verify(token).status == 200)
        #expect(fixture.ask("POST", "/auth/refresh", #"{"refresh_token":"\#(refresh)"}"#).status == 401)
        #expect(fixture.ask("POST", "/auth/refresh", #"{"refresh_token":"\#(fixture.token())"}"#).status == 401)
    }

    @Test(
        "Only a login with a name and a password is judged",
        arguments: [
            (#"{"username":"a","password":"secret"}"#, 200), (#"{"username":"a","password":"x"}"#, 401),
            (#"{"username":"a"}"#, 422), ("", 422), ("nonsense", 422), (#"{"username":7,"password":"secret"}"#, 422),
            (#"{"username":"","password":"secret"}"#, 422),
        ])
    func logins(body: String, status: Int) {
        #expect(ServicesFixture().ask("POST", "/auth/login", body).status == status)
    }

    @Test("A login may be a form")
    func form() {
        let answer = ServicesFixture().ask(
            "POST", "/auth/login", "username=a+b&password=secret",
            fields: ["content-type": "application/x-www-form-urlencoded"])
        #expect(answer.status == 200)
    }

    @Test("Another method is refused by the one that is meant")
    func methods() {
        let answer = ServicesFixture().ask("GET", "/auth/login")
        #expect(answer.status == 405)
        #expect(answer.value("Allow") == "POST")
    }
}
