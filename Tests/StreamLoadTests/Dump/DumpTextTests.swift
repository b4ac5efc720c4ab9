import HTTP
import LoadEngine
import Testing
import Timing

@testable import StreamLoad

@Suite("What is shown of a run")
struct DumpTextTests {
    private func render(_ facts: [RunEvent.Fact], secrets: [String] = []) -> [String] {
        var text = DumpText(secrets: secrets)
        return facts.map {
            text.render(RunEvent(time: .milliseconds(12.4), scenario: "shop", step: "log in", fact: $0))
        }
    }

    private func wire(_ event: WireEvent) -> RunEvent.Fact {
        .wire(event, method: "", url: "ws://host/chat?token=***")
    }

    @Test("each event is a line with its time, scenario and step")
    func lines() {
        let shown = render([
            .failed("no reply in time"), .ended("closed by us"), .paused(.milliseconds(1_234.5)),
            .captured(name: "id", value: "17", isSecret: false), .checked(name: "is there", holds: true),
            .checked(name: "is fast", holds: false), wire(.comment(Array("beat".utf8))),
            wire(.reconnectionTime(.seconds(2))), wire(.unsent),
        ])
        #expect(
            shown == [
                "    0.012 s  shop · log in  ✗ no reply in time", "    0.012 s  shop · log in  ■ closed by us",
                "    0.012 s  shop · log in  ⏸ 1.235 s", "    0.012 s  shop · log in  id = 17",
                "    0.012 s  shop · log in  ✓ is there", "    0.012 s  shop · log in  ✗ is fast",
                "    0.012 s  shop · log in  ← comment beat", "    0.012 s  shop · log in  ← retry 2s",
                "    0.012 s  shop · log in  →  ws://host/chat?token=*** (never left)",
            ])
    }

    @Test("a request is its method, its URL, its fields and its body")
    func request() {
        let bytes = "POST /x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer abcdef\r\n\r\n{\"a\":\n1}"
        #expect(
            render([wire(.request(Array(bytes.utf8)))]) == [
                """
                    0.012 s  shop · log in  → POST ws://host/chat?token=***
                             Host: a
                             Authorization: Bearer ***

                             {"a":
                             1}
                """
            ])
    }

    @Test("an answer is its status line, its fields and its body")
    func answer() {
        let head = HTTPHead(
            startLine: "HTTP/1.1 401 Unauthorized", fields: [HTTPHead.Field(name: "set-cookie", value: "id=abcdef")])
        #expect(
            render([wire(.answer(head, body: Array("no".utf8))), wire(.garbage([1, 3])), wire(.garbage([21, 3]))]) == [
                """
                    0.012 s  shop · log in  ← HTTP/1.1 401 Unauthorized
                             set-cookie: ***

                             no
                """, "    0.012 s  shop · log in  ← no HTTP\n             \\u{1}\\u{3}",
                "    0.012 s  shop · log in  ← TLS, not HTTP: https or wss may be meant",
            ])
    }

    @Test("frames say whose they are, what they are and how long")
    func frames() {
        func frame(_ kind: WireFrame.Kind, _ isSent: Bool, _ text: String, _ length: Int? = nil) -> RunEvent.Fact {
            wire(.frame(WireFrame(kind, isSent: isSent, payload: Array(text.utf8), length: length)))
        }
        #expect(
            render([
                frame(.text, true, "hi"), frame(.binary, false, "\u{0}\u{1}"), frame(.ping, true, ""),
                frame(.close(code: 1008), false, "go away"), frame(.close(code: nil), false, ""),
                frame(.text, false, "begin", 70_000),
            ]) == [
                "    0.012 s  shop · log in  → text, 2 bytes\n             hi",
                "    0.012 s  shop · log in  ← binary, 2 bytes\n             00 01",
                "    0.012 s  shop · log in  → ping",
                "    0.012 s  shop · log in  ← close 1008, go away",
                "    0.012 s  shop · log in  ← close, no code",
                "    0.012 s  shop · log in  ← text, 70000 bytes\n             begin\n"
                    + "             … and 69995 bytes more",
            ])
    }

    @Test("an event has its type, the ID that it sets, and its data")
    func events() {
        #expect(
            render([
                wire(.event(type: [], id: nil, data: Array("a\nb".utf8))),
                wire(.event(type: Array("tick".utf8), id: Array("7".utf8), data: Array("c".utf8))),
            ]) == [
                "    0.012 s  shop · log in  ← event\n             a\n             b",
                "    0.012 s  shop · log in  ← event tick, id 7\n             c",
            ])
    }

    @Test("a long text is cut between characters, and what is left out is counted", arguments: [4_095, 4_096, 4_097])
    func long(count: Int) {
        let text = String(repeating: "a", count: count) + "é"
        let shown = render([wire(.frame(WireFrame(.text, isSent: false, payload: Array(text.utf8))))])
        let lines = shown[0].split(separator: "\n")
        #expect(lines[1].utf8.count - 13 == min(count, 4_096))
        #expect(lines[2] == "             … and \(count + 2 - min(count, 4_096)) bytes more")
    }

    @Test("a secret that the cut would halve is hidden whole")
    func secretAtTheCut() {
        let text = String(repeating: "a", count: 4_090) + "hunter22222"
        let shown = render(
            [wire(.frame(WireFrame(.text, isSent: false, payload: Array(text.utf8))))], secrets: ["hunter22222"])
        #expect(!shown[0].contains("hunter"))
    }

    @Test("a captured secret is hidden from then on, and one of another name is shown")
    func captured() {
        let shown = render([
            .captured(name: "ticket", value: "abc-123", isSecret: true),
            wire(.frame(WireFrame(.text, isSent: true, payload: Array("/by/abc-123".utf8)))),
        ])
        #expect(shown[0].hasSuffix("ticket = ***"))
        #expect(shown[1].hasSuffix("/by/***"))
    }

    @Test("nothing of a service's moves the cursor, or looks like a line of ours")
    func controls() {
        let nasty = "\u{1B}[2J\r\n    0.013 s  shop  ✓ fine"
        let head = HTTPHead(startLine: nasty, fields: [HTTPHead.Field(name: "x\u{7}", value: nasty)])
        let events: [WireEvent] = [
            .answer(head, body: Array(nasty.utf8)), .comment(Array(nasty.utf8)),
            .event(type: Array(nasty.utf8), id: Array(nasty.utf8), data: Array(nasty.utf8)),
            .frame(WireFrame(.close(code: 1000), isSent: false, payload: Array(nasty.utf8))),
        ]
        for shown in render(events.map { wire($0) } + [.failed(nasty), .checked(name: nasty, holds: true)]) {
            #expect(!shown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
            for line in shown.split(separator: "\n").dropFirst() { #expect(line.hasPrefix("             ")) }
        }
    }
}
