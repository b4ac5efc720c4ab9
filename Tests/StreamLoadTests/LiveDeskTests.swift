import Foundation
import LoadEngine
import Reports
import Testing
import WebServer

@testable import StreamLoad

@Suite("What the live page is answered")
struct LiveDeskTests {
    private struct Answer {
        let status: Int
        let isDone: Bool
        let words: String
    }

    /// A run that goes on, and does not get round to what it is asked: so much may wait.
    private static func desk(mostRequests: Int) throws -> (desk: LiveDesk, requests: AsyncStream<RunRequest>) {
        let desk = LiveDesk(try CommandLineFixture(["-c", "5", "-d", "30"]).run())
        let (requests, send) = AsyncStream<RunRequest>.makeStream(bufferingPolicy: .bufferingOldest(mostRequests))
        desk.update { kept in
            kept.requests = send
            kept.live.phase = .hold
        }
        return (desk, requests)
    }

    private static func post(_ path: String, _ form: String, to desk: LiveDesk) throws -> Answer {
        let request = WebRequest(
            method: "POST", path: path, headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array(form.utf8))
        guard case .answer(let answer) = desk.reply(to: request) else { throw TestFailure() }
        let said = try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
        return Answer(
            status: answer.status, isDone: said["success"] as? Bool ?? false, words: said["message"] as? String ?? "")
    }

    private struct TestFailure: Error {}

    @Test("what does not fit is refused, in words, and nothing is noted of it", .timeLimit(.minutes(1)))
    func busy() async throws {
        let (desk, requests) = try Self.desk(mostRequests: 3)
        let answers = try (1...5).map { try Self.post("/swarm", "user_count=\(10 + $0)", to: desk) }
        #expect(answers.map(\.status) == [200, 200, 200, 503, 503])
        #expect(answers.map(\.isDone) == [true, true, true, false, false])
        #expect(answers[4].words == "Too many requests at once; try again in a moment.")
        #expect(desk.now.loads.map(\.connections) == [13] && desk.now.changes == 3)
        let stop = try Self.post("/stop", "", to: desk)
        #expect(stop.status == 503 && !desk.now.isEnding)
        desk.now.requests?.finish()
        let taken = await requests.reduce(into: []) { $0.append($1) }
        #expect(taken == (11...13).map { .change(LoadChange(connections: $0)) })
        // Who looks at what is wanted by now is told so.
        #expect(try Self.post("/swarm", "user_count=13", to: desk).words.hasPrefix("Nothing to change"))
    }

    @Test("after as many changes as a run takes the next is refused, in words, and Stop is not")
    func changedTooOften() throws {
        let (desk, requests) = try Self.desk(mostRequests: 2_000)
        let answers = try (1...1_001).map { try Self.post("/swarm", "user_count=\($0)", to: desk) }
        #expect(answers.dropLast().allSatisfy { $0.isDone && $0.words == "Changed." })
        let last = try #require(answers.last)
        #expect(!last.isDone && last.words == "The run was changed 1000 times, and takes no more; Stop still ends it.")
        #expect(desk.now.loads.map(\.connections) == [1_000])
        #expect(try Self.post("/stop", "", to: desk).words == "Test stopped")
        withExtendedLifetime(requests) {}
    }

    @Test("what is asked of a run in the second in which it comes to its end is not said to be done")
    func ending() throws {
        let (desk, requests) = try Self.desk(mostRequests: 64)
        #expect(try Self.post("/swarm", "user_count=7", to: desk).isDone)
        desk.update { $0.isEnding = true }
        #expect(desk.now.live.phase == .hold)
        for (path, form) in [("/swarm", "user_count=8"), ("/stop", "")] {
            let late = try Self.post(path, form, to: desk)
            #expect(!late.isDone && late.words == "The run is ending.")
        }
        #expect(desk.now.loads.map(\.connections) == [7] && desk.now.changes == 1)
        withExtendedLifetime(requests) {}
    }

    @Test("a run that was stopped is neither stopped again nor changed")
    func stopped() throws {
        let (desk, requests) = try Self.desk(mostRequests: 64)
        #expect(try Self.post("/stop", "", to: desk).isDone)
        for (path, form) in [("/stop", ""), ("/swarm", "user_count=7")] {
            let again = try Self.post(path, form, to: desk)
            #expect(!again.isDone && again.words == "The run is ending.")
        }
        #expect(desk.now.loads.map(\.connections) == [5])
        desk.update { $0.requests = nil }
        #expect(try Self.post("/stop", "", to: desk).words == "No run goes on.")
        withExtendedLifetime(requests) {}
    }
}
