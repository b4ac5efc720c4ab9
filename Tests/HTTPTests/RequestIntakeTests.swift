import HTTP
import Testing

@Suite("Requests on their way to be served")
struct RequestIntakeTests {
    private static func append(_ text: String, to intake: inout RequestIntake) {
        // Borrowed for the call, and copied.
        unsafe Array(text.utf8).withUnsafeBytes { unsafe intake.append($0) }
    }

    private static func request(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }

    /// Method, path and body of a step, or what else it is.
    private static func text(_ step: RequestIntake.Step?) -> String? {
        switch step {
        case nil: nil
        case .wantsContinue: "continue"
        case .refused(let status): "\(status)"
        case .request(let request): "\(request.method) \(request.path) \(String(decoding: request.body, as: UTF8.self))"
        }
    }

    @Test("Requests come one after another however their bytes are cut", arguments: [1, 2, 7, 30, 1_000])
    func cuts(length: Int) {
        let body = "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nxyz"
        let all = Array((Self.request("/a") + body + Self.request("/c")).utf8)
        var intake = RequestIntake()
        var steps: [String?] = []
        for start in stride(from: 0, to: all.count, by: length) {
            Self.append(String(decoding: all[start..<min(start + length, all.count)], as: UTF8.self), to: &intake)
            while let step = intake.next() { steps.append(Self.text(step)) }
        }
        #expect(steps == ["GET /a ", "POST /b xyz", "GET /c "])
        #expect(intake.takeRest().isEmpty)
    }

    @Test("Requests that are held wait, with what comes meanwhile, and lose nothing")
    func held() {
        var intake = RequestIntake()
        Self.append(Self.request("/a") + Self.request("/b"), to: &intake)
        #expect(Self.text(intake.next()) == "GET /a ")
        intake.isHeld = true
        #expect(intake.next() == nil)
        Self.append(Self.request("/c"), to: &intake)
        #expect(intake.next() == nil)
        intake.isHeld = false
        #expect(Self.text(intake.next()) == "GET /b ")
        #expect(Self.text(intake.next()) == "GET /c ")
        #expect(intake.next() == nil)
    }

    @Test("A peer that waits to go on is told so once, and what is no request is refused")
    func otherSteps() {
        var intake = RequestIntake(HTTPRequestReader(longestHead: 1_000, longestBody: 4))
        let head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
        Self.append(head, to: &intake)
        #expect(Self.text(intake.next()) == "continue")
        #expect(intake.next() == nil)
        Self.append("xyzBAD\r\n\r\n", to: &intake)
        #expect(Self.text(intake.next()) == "POST / xyz")
        #expect(Self.text(intake.next()) == "400")
        #expect(intake.next() == nil)
    }

    @Test("What came behind the last request is given out, once")
    func rest() {
        var intake = RequestIntake()
        Self.append(Self.request("/upgrade") + "\u{1}frames", to: &intake)
        #expect(Self.text(intake.next()) == "GET /upgrade ")
        #expect(String(decoding: intake.takeRest(), as: UTF8.self) == "\u{1}frames")
        #expect(intake.takeRest().isEmpty)
        #expect(intake.next() == nil)
    }
}
