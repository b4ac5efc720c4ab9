import Foundation
import Testing

extension EndToEnd {
    /// `send_lateness` as a peer sees it, which knows the schedule by its definition alone and stamps what arrives.
    ///
    ///     intended(k) = ready + (phase + k) / rate     phase = the fraction of session / φ
    ///
    /// The peer takes the sending of its 101 for the session's ready time. A wide slack makes for a lateness that stands
    /// far above the noise of two processes on few cores.
    @Suite struct OutsideLateness {
        private static let sessions = 20
        private static let rate = 10.0
        private static let goldenRatio = 1.618_033_988_749_895

        @Test(.timeLimit(.minutes(1)), arguments: ["500us", "50ms"])
        func `a peer that stamps arrivals sees the lateness that is reported`(slack: String) throws {
            try TimeClaims.measure { claims in
                let folder = try TemporaryFolder()
                let peer = try Peer.raw(["--stamps", folder.path("stamps.csv")])
                let run = try LoadRun([
                    "--streaming-url", "ws://127.0.0.1:\(peer.port)/stamp", "-c", "\(Self.sessions)",
                    "--connect-rate", "100", "-r", "\(Self.rate)", "-d", "5", "--schedule-slack", slack,
                ])
                let counts = try peer.finish()
                let sent = try #require(run.count("ws_msgs_sent"))
                #expect(run.hasPassed)
                #expect(counts["text_received"].int == sent)
                let seen = try lateness(String(contentsOfFile: folder.path("stamps.csv"), encoding: .utf8))
                #expect(seen.count == sent)
                for (percentile, tolerance) in [(50, 3.0), (90, 5.0), (99, 20.0)] {
                    let reported = try #require(run.metric("send_lateness")["p(\(percentile))"].double)
                    let outside = seen[min(seen.count - 1, seen.count * percentile / 100)]
                    claims.expect(
                        abs(outside - reported) < tolerance, "p\(percentile): \(outside) ms against \(reported) ms")
                }
                // The slack is really taken up: both see it.
                if slack == "50ms" { #expect(seen[seen.count / 2] > 10) }
            }
        }

        /// Milliseconds after the intended time at which each message arrived, in ascending order.
        private func lateness(_ stamps: String) throws -> [Double] {
            var ready: [Substring: Double] = [:]
            var late: [Double] = []
            for row in stamps.split(whereSeparator: \.isNewline).dropFirst() {
                let columns = row.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
                let arrival = try #require(Double(columns[1])) / 1e6
                guard let id = columns[2].firstMatch(of: /sl[0-9a-z]{4}-(\d+)-(\d+)/) else {
                    ready[columns[0]] = arrival
                    continue
                }
                let session = try #require(Double(id.output.1))
                let index = try #require(Double(id.output.2))
                let phase = (session / Self.goldenRatio).truncatingRemainder(dividingBy: 1)
                let intended = try #require(ready[columns[0]]) + (phase + index) / Self.rate * 1000
                late.append(arrival - intended)
            }
            return late.sorted()
        }
    }
}
