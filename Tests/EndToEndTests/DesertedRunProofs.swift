import Foundation
import Testing

extension EndToEnd {
    /// Runs whose sessions do not stay: they pass, unless a threshold says otherwise, and nobody has to guess it.
    @Suite struct DesertedRunProofs {
        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                ("/close/1011?at=open", "5 closed by the peer"), ("/rst", "5 lost"), ("/rsv", "5 protocol error"),
            ])
        func `a run that all sessions have left says when, and how`(path: String, endings: String) throws {
            let peer = try Peer.raw()
            let folder = try TemporaryFolder()
            let run = try LoadRun([
                "--streaming-url", "ws://127.0.0.1:\(peer.port)\(path)", "-c", "5", "-d", "30", "--junit",
                folder.path("junit.xml"),
                "--markdown", folder.path("run.md"),
            ])
            #expect(run.status == 0 && run.seconds < 20)
            let reason = try #require(run.result["run", "reason"].string)
            #expect(
                reason.wholeMatch(of: /every session had ended after \d+\.\d s of 30\.0 s: (.+)/)?.1 == endings[...])
            #expect(run.output.contains("passed: \(reason)"))
            #expect(run.result["run", "verdict"].string == "passed")
            let page = try String(contentsOfFile: folder.path("run.md"), encoding: .utf8)
            #expect(page.hasPrefix("## ✅ streamload: passed: \(reason)\n"))
            let junit = try JUnitFile(folder.path("junit.xml"))
            #expect(junit.cases == [.init(suite: "run", name: "the run is valid", outcome: "passed")])
            let text = try String(contentsOfFile: folder.path("junit.xml"), encoding: .utf8)
            #expect(text.contains("<system-out>the run is valid: \(reason)"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `sessions that leave between the last look and the end are not overlooked`() throws {
            let peer = try Peer.raw()
            let run = try LoadRun([
                "--streaming-url", "ws://127.0.0.1:\(peer.port)/close/1011?at=open", "-c", "2", "-d", "300ms",
            ])
            #expect(
                run.result["run", "reason"].string == "every session had ended before the end: 2 closed by the peer")
        }

        @Test(.timeLimit(.minutes(1)))
        func `the sessions of a profile that were to be held are missed, and those of users are not`() throws {
            let peer = try Peer.raw()
            func reason(_ load: String) throws -> JSON {
                try ProfileFile(
                    """
                    scenarios:
                      all:
                        \(load)
                        steps: [{ connect: "ws://127.0.0.1:\(peer.port)/close/1000?at=open" }, { wait: 200ms }]
                    """
                ).run().result["run", "reason"]
            }
            let held = try #require(reason("sessions: { open: 3, hold: 20s }").string)
            #expect(held.hasPrefix("every session had ended after ") && held.hasSuffix(": 3 closed by the peer"))
            #expect(try reason("users: { count: 3, for: 1s }").isNull)
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                ["embedded/events?rate=50", "--until-events", "5", "-d", "30"], ["-d", "1"],
                ["embedded/events?rate=50&count=5", "-d", "2"],
            ])
        func `a run whose sessions stay, come again or reach their goal has nothing to say`(flags: [String]) throws {
            let run = try LoadRun(["-c", "3"] + flags)
            #expect(run.status == 0)
            #expect(run.result["run", "reason"].isNull)
        }
    }
}
