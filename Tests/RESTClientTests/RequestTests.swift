import CurlTransport
import LWSTransport
import Testing

@testable import RESTClient

@Suite("A request as libcurl is told of it")
struct RequestTests {
    @Test(
        "bodies have their types",
        arguments: [
            (.json("{}"), "{}", "application/json"), (.bytes([0x61], type: nil), "a", nil),
            (.bytes([0x61], type: "x/y"), "a", "x/y"),
            (
                .form([.init(name: "a b", value: "ü&="), .init(name: "c", value: "*-._")]), "a+b=%C3%BC%26%3D&c=*-._",
                "application/x-www-form-urlencoded"
            ),
        ] as [(RequestBody, String, String?)])
    func bodies(body: RequestBody, text: String, type: String?) throws {
        let request = RESTRequest(method: "POST", url: try .parse("https://h/p"), body: body)
        let transfer = request.transfer(to: nil)
        #expect(transfer.body.map { String(decoding: $0, as: UTF8.self) } == text)
        #expect(transfer.fields.first { $0.name == "Content-Type" }?.value == type)
        #expect(transfer.url == "https://h/p")
    }

    @Test("credentials become Authorization, unless the request has its own")
    func credentials() throws {
        let url = try ServiceURL.parse("http://u:p%20q@h:81/")
        func authorization(_ request: RESTRequest) -> [String] {
            request.transfer(to: nil).fields.filter { $0.name == "Authorization" }.map(\.value)
        }
        #expect(authorization(RESTRequest(url: url)) == ["Basic dTpwIHE="])
        #expect(authorization(RESTRequest(url: url, credentials: .bearer(token: "t"))) == ["Bearer t"])
        #expect(
            authorization(RESTRequest(url: url, fields: [("Authorization", "x")], credentials: .bearer(token: "t")))
                == ["x"])
        #expect(RESTRequest(url: url).transfer(to: nil).url == "http://h:81/")
        #expect("\(Credentials.basic(user: "u", password: "secret"))" == "Basic u:***")
    }

    @Test(
        "a redirect keeps the method, or makes it GET",
        arguments: [
            (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (303, "PUT", "GET"),
            (303, "HEAD", "HEAD"),
            (301, "PUT", "PUT"), (302, "DELETE", "DELETE"), (307, "POST", "POST"), (308, "POST", "POST"),
            (304, "GET", nil), (300, "GET", nil), (305, "GET", nil),
        ] as [(Int, String, String?)])
    func methods(status: Int, method: String, next: String?) throws {
        let request = RESTRequest(
            method: method, url: try .parse("http://h/a/b"), fields: [("X", "1"), ("Content-Language", "en")],
            body: .json("{}"))
        let followed = try request.following(status: status, location: "c?d")
        #expect(followed?.method == next)
        guard let followed else { return }
        #expect(followed.url.pathAndQuery == "/a/c?d")
        #expect((followed.body == nil) == (next != method))
        #expect(followed.fields.count == (next == method ? 2 : 1))
    }

    @Test(
        "who is asking stays with the origin",
        arguments: [("/x", 3), ("http://h/", 3), ("http://h:81/", 1), ("https://h/", 1), ("http://other/", 1)])
    func origins(location: String, count: Int) throws {
        let request = RESTRequest(
            url: try .parse("http://h/"), fields: [("Cookie", "a=b"), ("authorization", "x"), ("X", "1")],
            credentials: .bearer(token: "t"))
        let next = try #require(try request.following(status: 302, location: location))
        #expect(next.fields.count == count)
        #expect((next.credentials == nil) == (count == 1))
    }
}
