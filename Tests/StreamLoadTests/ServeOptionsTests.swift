import ArgumentParser
import Target
import Testing
import Timing

@testable import StreamLoad

@Suite("The flags of the embedded target")
struct ServeOptionsTests {
    @Test(
        "What cannot be served is refused before anything listens, and the line says why",
        arguments: [
            ("--host localhost", "not a numeric address"), ("--cert none.pem", "belong together"),
            ("--cert none.pem --key none.pem", "'none.pem' cannot be read"), ("--stall-at 1", "belong together"),
            ("--drop-every 0", "expected 1 or more"), ("--delay x", "not a duration"), ("--tick-rate 0", "never ticks"),
            ("--close-code 65536", "--close-code"), ("--port 65536", "--port"), ("--refuse-status 101", "expected 200"),
            ("--event-gap 1", "belong together"),
            ("--no-replay --event-replay-extra 1", "contradict"), ("--event-cut x", "not a count"),
            ("--event-status 600", "expected 200"), ("--rate-limit 0", "lets nobody in"),
            ("--token-lifetime 0", "no time at all"), ("--block-time x", "not a duration"),
        ])
    func refusals(flags: String, reason: String) throws {
        let error = #expect(throws: (any Error).self) {
            _ = try ServeCommand.parse(flags.split(separator: " ").map(String.init))
        }
        let text = error.map { ServeCommand.message(for: $0) } ?? ""
        #expect(text.contains(reason))
    }

    @Test("Every fault flag reaches the plan")
    func faults() throws {
        let flags = """
            --delay 5ms --jitter 2ms --stall-at 1 --stall-for 2s --drop-every 3 --duplicate-every 4 --swap-every 5 \
            --refuse-every 6 --refuse-status 429 --hang-every 7 --close-after 8 --close-code 0 --reset-after 9 \
            --eof-after 10 --never-pong
            """
        let plan = try ServeCommand.parse(flags.split(separator: " ").map(String.init)).faults.plan
        #expect(plan.delay == .milliseconds(5))
        #expect(plan.jitter == .milliseconds(2))
        #expect(plan.stall?.after == .seconds(1))
        #expect(plan.stall?.duration == .seconds(2))
        #expect([plan.dropEvery, plan.duplicateEvery, plan.swapEvery, plan.hangEvery] == [3, 4, 5, 7])
        #expect(plan.refuse?.every == 6)
        #expect(plan.refuse?.status == 429)
        #expect(plan.close?.after == .seconds(8))
        #expect(plan.close?.code == nil)
        #expect(plan.resetAfter == .seconds(9))
        #expect(plan.endAfter == .seconds(10))
        #expect(plan.neverReads)
    }

    @Test("Every flag of the services reaches the plan")
    func services() throws {
        let flags = """
            --password p --api-key k --token-lifetime 1m --rate-limit 2 --rate-window 3s --failed-logins 4 \
            --block-after 5 --block-time 6s
            """
        var expected = ServiceSettings()
        expected.password = "p"
        expected.apiKey = "k"
        expected.tokenLifetime = .seconds(60)
        expected.requests = RateLimit(count: 2, window: .seconds(3))
        expected.failedLogins = RateLimit(count: 4, window: .seconds(60))
        expected.failuresOfAddress = RateLimit(count: 5, window: .seconds(60))
        expected.blockTime = .seconds(6)
        #expect(try ServeCommand.parse(flags.split(separator: " ").map(String.init)).plan.services == expected)
        #expect(try ServeCommand.parse([]).plan.services == ServiceSettings())
    }

    @Test("Every fault flag of event streams reaches the plan")
    func eventFaults() throws {
        let flags = """
            --event-first-delay 5ms --event-gap 1 --event-gap-every 2 --event-split --event-unfinished \
            --event-type-wrong --event-cut 3 --event-cut-chunk 4 --event-end 0 --no-replay --event-status 204
            """
        let faults = try ServeCommand.parse(flags.split(separator: " ").map(String.init)).plan.faults.events
        #expect(faults.firstDelay == .milliseconds(5))
        #expect(faults.gap == EventFaults.Gap(pause: .seconds(1), every: 2))
        #expect(![faults.splits, faults.leavesUnfinished, faults.hasWrongType, faults.skipsMissed].contains(false))
        #expect([faults.cutAfter, faults.cutInsideAfter, faults.endAfter, faults.status] == [3, 4, 0, 204])
        #expect(try ServeCommand.parse(["--event-replay-extra", "7"]).plan.faults.events.repeated == 7)
    }
}
