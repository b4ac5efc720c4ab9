import Foundation
import Testing

extension EndToEnd {
    /// Validity can fail, and only by our own fault: the generator stopped for a second is INVALID, the target never.
    @Suite struct ValidityProofs {
        private static let load = ["-c", "20", "-r", "20", "-d", "5"]

        /// Stops a process in the middle of the hold for one second.
        private func stop(_ program: Program) {
            letPass(seconds: 2)
            program.signal(SIGSTOP)
            letPass(seconds: 1)
            program.signal(SIGCONT)
        }

        private func expectInvalid(_ service: Service) throws {
            let run = try service.run(Self.load) { stop($0) }
            #expect(run.status == 111)
            #expect(run.result["run", "exit_code"].int == 111)
            #expect(run.result["generator", "validity"].string == "INVALID")
            let reasons = run.result["generator", "reasons"].array.compactMap(\.string)
            #expect(reasons.contains { $0.contains("send_lateness p99") && $0.contains("--max-connections") })
            #expect(run.output.contains("INVALID"))
            // A fifth of the sends came up to a second late, and every one of them is in the distribution.
            #expect((run.metric("send_lateness")["p(99)"].double ?? 0) > 500)
            #expect(run.count("send_lateness") == run.count("ws_msgs_sent"))
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 20])
        }

        private func expectNotOurFault(_ service: Service) throws {
            let run = try service.run(Self.load) { _ in stop(service.peer.program) }
            #expect(run.status == 0)
            #expect(["VALID", "SUSPECT"].contains(run.result["generator", "validity"].string))
            #expect((run.metric("ws_response_time")["p(99)"].double ?? 0) > 500)
            #expect(run.count("ws_response_time") == run.count("ws_msgs_sent"))
            #expect(run.count("ws_msgs_unanswered") == 0)
            #expect(run.lifecycle["established"].int == 20)
            #expect(run.lifecycle["ended", "closed_by_client"].counts == ["1000": 20])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a generator that stood still for a second is INVALID against the embedded target`() throws {
            try expectInvalid(.target())
        }

        @Test(.timeLimit(.minutes(1)))
        func `a generator that stood still for a second is INVALID against the raw peer`() throws {
            try expectInvalid(.raw("/echo"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `an embedded target that stood still never makes a run INVALID`() throws {
            try expectNotOurFault(.target())
        }

        @Test(.timeLimit(.minutes(1)))
        func `a raw peer that stood still never makes a run INVALID`() throws {
            try expectNotOurFault(.raw("/echo"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a generator that only listens and stood still is INVALID, and a target that did is not its fault`() throws
        {
            for (service, load) in try [
                (Service.streams("/events?rate=20"), ["-c", "20", "-d", "5"]),
                (Service.target(), ["-c", "20", "-r", "0", "-d", "5"]),
            ] {
                let stopped = try service.run(load) { stop($0) }
                #expect(stopped.status == 111)
                let reasons = stopped.result["generator", "reasons"].array.compactMap(\.string)
                #expect(reasons.contains { $0.contains("loop_lag p99") })
                let run = try service.run(load) { _ in stop(service.peer.program) }
                #expect(run.status == 0)
                #expect(run.lifecycle["established"].int == 20)
            }
        }
    }
}
