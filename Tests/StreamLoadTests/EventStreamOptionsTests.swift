import LWSTransport
import LoadEngine
import Testing
import Timing

@testable import StreamLoad

@Suite("From flags to a run of event streams")
struct EventStreamOptionsTests {
    private func stream(_ arguments: [String]) throws -> EventStreamPlan {
        try #require(try CommandLineFixture(arguments).run().plan.eventStream)
    }

    @Test("an event stream is read with GET, resumed as browsers do, and ends by no rule of ours")
    func standardStream() throws {
        let run = try CommandLineFixture(["--streaming-url", "embedded", "--protocol", "sse"]).run()
        #expect(run.service == .embedded && run.targetName == "embedded/events")
        #expect(run.plan.url == ServiceURL(scheme: .http, host: "127.0.0.1", port: 0, pathAndQuery: "/events"))
        #expect(run.plan.messageRate == 0 && run.plan.message.reply == .none && run.plan.subscribe == nil)
        #expect(run.plan.push == PushPlan() && run.plan.ping.interval == .zero && run.plan.handshake == HandshakePlan())
        #expect(run.plan.reconnect == nil)
        let stream = try #require(run.plan.eventStream)
        #expect(stream.format == .sse && stream.method == "GET" && stream.fields == [] && stream.resumes)
        #expect(stream.until == EventStreamPlan.Until())
        #expect(stream.stallTimeout == .zero && stream.streamsPerUser == 1 && stream.largestEvent == 1_048_576)
        #expect(stream.sequence == nil && stream.channel == nil && stream.sentAt == nil)
        guard case .none = stream.body else {
            Issue.record("a GET carries nothing")
            return
        }
    }

    @Test("every flag reaches the plan")
    func everyFlag() throws {
        let run = try CommandLineFixture([
            "--streaming-url", "https://example.com/events?a=b", "--stream-format", "NDJSON", "--method", "put",
            "--data", #"{"user":{{user}}}"#, "--until-events", "10k", "--until-time", "1m", "--until-data", "bye",
            "--streams-per-user", "0", "--stall-timeout", "5s", "--max-event-size", "64k", "--sequence",
            "$.id/channel", "--sent-at", "ts", "--reconnect", "delay=1s,attempts=2", "--http1", "-c", "20k",
            "--schedule-slack", "0", "-H", "Authorization: Bearer x",
        ]).run()
        #expect(run.plan.url == ServiceURL(scheme: .https, host: "example.com", pathAndQuery: "/events?a=b"))
        #expect(run.plan.maxConnections == 20_000 && run.plan.scheduleSlack == .zero)
        #expect(run.plan.handshake.headers == [HandshakePlan.Header(name: "Authorization", value: "Bearer x")])
        #expect(run.plan.reconnect?.attempts == 2)
        let stream = try #require(run.plan.eventStream)
        #expect(stream.format == .ndjson && stream.method == "PUT" && stream.resumes)
        #expect(stream.fields == [HandshakePlan.Header(name: "Content-Type", value: "application/json")])
        #expect(stream.until == EventStreamPlan.Until(events: 10_000, time: .seconds(60), data: "bye"))
        #expect(stream.streamsPerUser == 0 && stream.stallTimeout == .seconds(5) && stream.largestEvent == 64_000)
        #expect(try stream.sequence == .field(.parse("$.id")))
        #expect(try stream.channel == .parse("channel") && stream.sentAt == .parse("ts"))
        guard case .template(let template) = stream.body else {
            Issue.record("the data is a template")
            return
        }
        #expect(
            template.pieces == [.literal(Array(#"{"user":"#.utf8)), .user, .literal(Array("}".utf8))])
    }

    @Test(
        "what is spoken follows from the flag, else from the URL, else from the stream that is asked for",
        arguments: [
            (["http://h:1/x"], "http://h:1/x", EventStreamPlan.Format.sse),
            (["HTTPS://h/x"], "https://h/x", .sse), (["http://h/", "--protocol", "sse"], "http://h/", .sse),
            (["https://h/ws", "--protocol", "ws"], "wss://h/ws", nil),
            (["http://h:1/ws", "--protocol", "WS"], "ws://h:1/ws", nil),
            (["ws://h/", "--protocol", "ws"], "ws://h/", nil),
            (["http://h/", "--stream-format", "openai"], "http://h/", .openai),
            (["embedded"], "ws://127.0.0.1:0/echo", nil),
            (["embedded", "--protocol", "sse"], "http://127.0.0.1:0/events", .sse),
            (["embedded/", "--stream-format", "ndjson"], "http://127.0.0.1:0/ndjson", .ndjson),
            (["--stream-format", "openai"], "http://127.0.0.1:0/v1/chat/completions", .openai),
            (["embedded/events?rate=5"], "http://127.0.0.1:0/events?rate=5", .sse),
            (["embedded/ndjson"], "http://127.0.0.1:0/ndjson", .ndjson),
            (["embedded/v1/chat/completions?gap=1"], "http://127.0.0.1:0/v1/chat/completions?gap=1", .openai),
            (["embedded/events", "--stream-format", "openai"], "http://127.0.0.1:0/events", .openai),
            (["embedded/other", "--protocol", "sse"], "http://127.0.0.1:0/other", .sse),
            (["embedded/events", "--protocol", "ws"], "ws://127.0.0.1:0/events", nil),
        ])
    func spoken(arguments: [String], url: String, format: EventStreamPlan.Format?) throws {
        let plan = try CommandLineFixture(arguments).run().plan
        #expect(plan.url.display == url)
        #expect(plan.eventStream?.format == format)
    }

    @Test(
        "data makes a request a POST with the type that it looks like, and a header says otherwise",
        arguments: [
            (["--data", "a=1&b={{id}}"], "POST", RequestBody.form), (["--data", ""], "POST", RequestBody.form),
            (["--data", "{{id}}"], "POST", RequestBody.form), (["--data", " [1]"], "POST", RequestBody.json),
            (["--data", "{}", "--method", "GET"], "GET", RequestBody.json),
            (["--data-file", "notes.txt"], "POST", RequestBody.form),
            (["--data-file", "body.json"], "POST", RequestBody.json), (["--data-file", "-"], "POST", RequestBody.json),
            (["--data", "{}", "-H", "content-TYPE: text/plain"], "POST", nil), (["--method", "POST"], "POST", nil),
            (["--method", "Purge"], "Purge", nil), (["--stream-format", "openai"], "POST", RequestBody.json),
            (["--stream-format", "openai", "--data", "x"], "POST", RequestBody.json),
        ])
    func requests(arguments: [String], method: String, type: String?) throws {
        let stream = try stream(["http://h/"] + arguments)
        #expect(stream.method == method)
        #expect(stream.fields.map { $0.value } == [type].compactMap(\.self))
    }

    @Test(
        "a body is the file's bytes, the standard input's, or the standard completion's",
        arguments: [
            (["--data-file", "body.json"], " \n{\"a\":1}"), (["--data-file", "-"], "[1]"), (["--data", ""], ""),
            (["--stream-format", "openai"], RequestBody.chatCompletion),
        ])
    func bodies(arguments: [String], text: String) throws {
        guard case .bytes(let bytes) = try stream(["http://h/"] + arguments).body else {
            Issue.record("these bytes are sent as they are")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test(
        "what is read with GET is resumed, anything else only when that is asked for; a policy is the user's alone",
        arguments: [
            ([], true, nil), (["--reconnect", "1s"], true, Nanoseconds.seconds(1)),
            (["--reconnect", "none"], false, nil), (["--no-reconnect"], false, nil),
            (["--no-reconnect", "--reconnect", "none"], false, nil), (["--data", "x"], false, nil),
            (["--method", "POST", "--reconnect", "2s"], true, .seconds(2)),
            (["--stream-format", "ndjson"], false, nil),
            (["--stream-format", "openai"], false, nil), (["--data", "x", "--method", "GET"], true, nil),
        ])
    func resumption(arguments: [String], resumes: Bool, wait: Nanoseconds?) throws {
        let plan = try CommandLineFixture(["http://h/"] + arguments).run().plan
        #expect(plan.eventStream?.resumes == resumes)
        #expect(plan.reconnect?.delay == wait)
    }

    @Test("of reconnecting and not, a flag wins over a variable, whichever says what")
    func reconnectPrecedence() throws {
        let never = try CommandLineFixture(["--no-reconnect"], environment: ["STREAMLOAD_RECONNECT": "1s"]).run()
        #expect(never.plan.reconnect == nil)
        let always = try CommandLineFixture(["--reconnect", "1s"], environment: ["STREAMLOAD_NO_RECONNECT": "1"]).run()
        #expect(always.plan.reconnect?.delay == .seconds(1))
        let both = ["STREAMLOAD_RECONNECT": "1s", "STREAMLOAD_NO_RECONNECT": "1"]
        #expect(try CommandLineFixture([], environment: both).mistakes().count == 1)
    }

    @Test("an event's number is its ID, or a field, the field called id included")
    func sequence() throws {
        #expect(try stream(["http://h/", "--sequence", "id"]).sequence == .eventID)
        #expect(try stream(["http://h/", "--sequence", "$.id"]).sequence == .field(.parse("$.id")))
        let channelled = try stream(["http://h/", "--sequence", "id/room"])
        #expect(try channelled.sequence == .eventID && channelled.channel == .parse("room"))
        #expect(try CommandLineFixture(["--sequence", "id"]).run().plan.push.sequence == .parse("id"))
    }
}
