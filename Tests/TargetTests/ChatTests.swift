import Foundation
import HTTP
import Target
import Testing
import Timing

@Suite("Chat completions of the target", .timeLimit(.minutes(1)))
struct ChatTests {
    private func read(_ query: String = "", _ body: String, port: Int) throws -> StreamedAnswer {
        try StreamedAnswer(
            from: TestPeer(port: port), "/v1/chat/completions\(query)", method: "POST", json: body)
    }

    private func contents(_ answer: StreamedAnswer) -> [String] {
        answer.events.compactMap { event in
            event.data.components(separatedBy: #""delta":{"content":""#).dropFirst().first?.components(
                separatedBy: "\""
            ).first
        }
    }

    @Test("A role, the tokens, the reason and the end come in this order, and no token before its time")
    func tokens() throws {
        let counts = try withTarget { port in
            let start = Instant.now()
            let answer = try read("?ttft=80&gap=15", #"{"stream":true,"max_tokens":5,"model":"m\"1"}"#, port: port)
            #expect(answer.head.value("content-type") == "text/event-stream")
            #expect(answer.ending == .inOrder)
            #expect(answer.events.count == 8)
            #expect(contents(answer) == ["Streams", " flow", " past", " the", " café"])
            #expect(answer.events.first?.data.contains(#""delta":{"role":"assistant","content":""}"#) == true)
            #expect(answer.events[6].data.hasSuffix(#""delta":{},"finish_reason":"length"}]}"#))
            #expect(answer.events[7].data == "[DONE]")
            #expect(answer.events.dropLast().allSatisfy { $0.data.contains(#""model":"m\"1""#) })
            for index in 0..<5 {
                #expect(answer.arrivals[index + 1] - start >= .milliseconds(80 + 15 * Double(index)))
            }
        }
        #expect(counts.streams.events == 8)
        #expect(counts.requests == 0)
    }

    @Test("Usage comes before the end when it was asked for, and is null until then")
    func usage() throws {
        let body =
            #"{"stream":true,"stream_options":{"include_usage":true},"messages":[{"content":"one two"},{"content":[]}]}"#
        try withTarget { port in
            let answer = try read("?ttft=0&gap=0", body, port: port)
            #expect(contents(answer).count == 16)
            #expect(answer.events.count == 20)
            let usage = #""choices":[],"usage":{"prompt_tokens":2,"completion_tokens":16,"total_tokens":18}}"#
            #expect(answer.events[18].data.hasSuffix(usage))
            #expect(answer.events.prefix(18).allSatisfy { $0.data.hasSuffix(#","usage":null}"#) })
        }
    }

    @Test("An error stands for the n-th token and is the last word", arguments: 1...3)
    func errors(number: Int) throws {
        try withTarget { port in
            let answer = try read("?ttft=0&gap=0&error_after=\(number)", #"{"stream":true,"max_tokens":3}"#, port: port)
            #expect(contents(answer).count == number - 1)
            #expect(answer.events.count == number + 1)
            #expect(answer.events.last?.data.hasPrefix(#"{"error":{"message":""#) == true)
            #expect(answer.ending == .inOrder)
        }
    }

    @Test(
        "Faults of streams come to tokens too",
        arguments: [("split", 8), ("framing=length", 8), ("end=3", 3), ("unfinished", 7)])
    func faults(query: String, events: Int) throws {
        try withTarget { port in
            let answer = try read("?ttft=0&gap=0&\(query)", #"{"stream":true,"max_tokens":5}"#, port: port)
            #expect(answer.events.count == events)
            #expect(answer.ending == .inOrder)
        }
    }

    @Test("Without a stream the completion comes as a whole")
    func whole() throws {
        let counts = try withTarget { port in
            let answer = try read("", #"{"max_completion_tokens":3}"#, port: port)
            #expect(answer.head.value("content-type") == "application/json")
            #expect(answer.text.contains(#""message":{"role":"assistant","content":"Streams flow past"}"#))
            #expect(answer.text.hasSuffix(#""usage":{"prompt_tokens":0,"completion_tokens":3,"total_tokens":3}}"#))
        }
        #expect(counts.requests == 1)
        #expect(counts.streams.opened == 0)
    }

    @Test(
        "What is no request for a completion is refused",
        arguments: [
            ("", "{", 400), ("", "", 400), ("", #"{"max_tokens":"x"}"#, 400), ("", #"{"max_tokens":0}"#, 400),
            ("?ttfb=1", "{}", 400), ("?retry=1", "{}", 400),
        ])
    func refusals(query: String, body: String, status: Int) throws {
        try withTarget { port in
            let answer = try read(query, body, port: port)
            #expect(answer.status == status)
            let get = try TestPeer(port: port).ask("GET /v1/chat/completions HTTP/1.1\r\n\r\n")
            #expect(get.status == 405)
            #expect(get.head.value("allow") == "POST")
        }
    }
}
