import Foundation
import Testing

extension EndToEnd {
    /// Ctrl-C and SIGTERM at any time: a drain, complete reports, a prompt end, and nothing left behind.
    @Suite struct InterruptProofs {
        /// Notes when the interrupt was sent, so that the end can be timed from it.
        private final class Moment {
            private(set) var instant = Date()

            func note() { instant = Date() }
            var secondsSince: Double { Date().timeIntervalSince(instant) }
        }

        private func interrupt(
            _ service: Service, _ arguments: [String], after seconds: Double, by signals: [Int32] = [SIGINT],
            endsWithin limit: Double
        ) throws -> LoadRun {
            let moment = Moment()
            let run = try service.run(arguments) { program in
                try program.waitUntilInterruptible()
                letPass(seconds: seconds)
                for (index, number) in signals.enumerated() {
                    if index > 0 { letPass(seconds: 0.5) }
                    moment.note()
                    program.signal(number)
                }
            }
            #expect(moment.secondsSince < limit)
            #expect(run.status == 105)
            #expect(run.result["run", "exit_code"].int == 105)
            #expect(run.output.contains("ended"))
            return run
        }

        @Test(.timeLimit(.minutes(1)), arguments: [SIGINT, SIGTERM])
        func `an interrupt during the ramp dials no more`(signal: Int32) throws {
            for service in [try Service.target(), try Service.raw("/echo")] {
                let run = try interrupt(
                    service, ["-c", "1000", "--connect-rate", "20/s", "-r", "2", "-d", "60"], after: 2, by: [signal],
                    endsWithin: 6.5)
                let attempts = run.lifecycle["attempts"].int ?? 0
                #expect((10...60).contains(attempts))
                // A dial that was under way is cancelled; what was established is closed in order.
                let established = run.lifecycle["established"].int ?? 0
                #expect((run.lifecycle["ended", "cancelled"].int ?? 100) <= 5)
                #expect(established > 0)
                #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": established])
                #expect(run.lifecycle["connect_failed", "total"].int == 0)
                #expect(run.result["run", "phases", "hold_s"].double == 0)
            }
        }

        @Test(.timeLimit(.minutes(1)), arguments: [SIGINT, SIGTERM])
        func `an interrupt during the hold drains`(signal: Int32) throws {
            for service in [try Service.target(faults: ["--delay", "300ms"]), try Service.raw("/reply?delay_ms=300")] {
                let run = try interrupt(
                    service, ["-c", "20", "-r", "10", "-d", "60"], after: 2, by: [signal], endsWithin: 6.5)
                #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 20])
                // What was out when the interrupt came was waited for.
                #expect(run.count("ws_msgs_unanswered") == 0)
                #expect(run.count("ws_service_time") == run.count("ws_msgs_sent"))
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `an interrupt during the drain ends it at once`() throws {
            let service = try Service.target(faults: ["--delay", "30s"])
            let run = try interrupt(
                service, ["-c", "20", "-r", "10", "-d", "1", "--graceful-stop", "30s"], after: 3, endsWithin: 1)
            #expect(run.lifecycle["established"].int == 20)
            #expect(run.count("ws_msgs_unanswered") == run.count("ws_msgs_sent"))
            #expect(run.count("ws_response_time") == run.count("ws_msgs_sent"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `after one interrupt the drain is the graceful stop`() throws {
            let service = try Service.target(faults: ["--delay", "30s"])
            let run = try interrupt(
                service, ["-c", "20", "-r", "10", "-d", "60", "--graceful-stop", "1s"], after: 2, endsWithin: 2.5)
            #expect((run.result["run", "phases", "drain_s"].double ?? 0) >= 1)
            #expect(run.count("ws_msgs_unanswered") == run.count("ws_msgs_sent"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `the second interrupt ends the drain of the first at once`() throws {
            let service = try Service.target(faults: ["--delay", "30s"])
            let run = try interrupt(
                service, ["-c", "20", "-r", "10", "-d", "60", "--graceful-stop", "30s"], after: 2,
                by: [SIGINT, SIGINT], endsWithin: 1)
            #expect(run.lifecycle["established"].int == 20)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 20])
            #expect(run.lifecycle["unclean"].int == 20)
            #expect(run.count("ws_msgs_unanswered") == run.count("ws_msgs_sent"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a dial that the interrupt cuts short is cancelled`() throws {
            let run = try interrupt(
                .raw("/silence"), ["-c", "10", "-r", "1", "-d", "60", "--connect-timeout", "30s"], after: 2,
                endsWithin: 2.5)
            #expect(run.lifecycle["ended", "cancelled"].int == 10)
            #expect(run.lifecycle["connect_failed", "total"].int == 0)
        }

        @Test(.timeLimit(.minutes(1)), arguments: [[SIGINT], [SIGTERM], [SIGINT, SIGINT]])
        func `the embedded target ends with the run`(signals: [Int32]) throws {
            var children: [pid_t] = []
            let run = try LoadRun(["-c", "10", "-r", "5", "-d", "60"]) { program in
                letPass(seconds: 2)
                children = program.children
                for number in signals { program.signal(number) }
            }
            #expect(run.status == 105)
            #expect(children.count == 1)
            #expect(!children.contains { Program.runs($0) })
        }

        @Test(.timeLimit(.minutes(1)))
        func `a target that dies in the middle of a run leaves lost sessions and a complete report`() throws {
            for service in [try Service.target(), try Service.raw("/echo")] {
                let run = try service.run(["-c", "20", "-r", "10", "-d", "30"]) { _ in
                    letPass(seconds: 2)
                    service.peer.program.signal(SIGKILL)
                }
                #expect(run.status == 0)
                #expect(run.lifecycle["established"].int == 20)
                #expect(run.lifecycle["ended", "lost"].int == 20)
                #expect(run.count("ws_response_time") == run.count("ws_msgs_sent"))
                #expect(run.output.contains("lost"))
                // Nobody is left to wait for: the run ends within a second or two, not after the hold.
                #expect(run.seconds < 8)
            }
        }
    }
}
