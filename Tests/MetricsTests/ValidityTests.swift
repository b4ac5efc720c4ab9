import Metrics
import Testing

@Suite("Validity and exit status")
struct ValidityTests {
    @Test(
        "the generator is judged by the sends it took up and by its own lateness",
        arguments: [
            (100, 100, 0.1, .valid), (100, 98, 10, .valid), (1_000, 979, 0.1, .suspect), (100, 95, 0.1, .suspect),
            (1_000, 949, 0.1, .invalid), (100, 100, 10.1, .suspect), (100, 100, 100, .suspect),
            (100, 100, 100.1, .invalid),
            (0, 0, nil, .valid), (1_000, 970, 200, .invalid), (1_000, 900, 20, .invalid),
        ] as [(Int, Int, Double?, Validity)])
    func planIsJudged(planned: Int, takenUp: Int, latenessP99: Double?, validity: Validity) {
        let report = ValidityReport.judge(planned: planned, takenUp: takenUp, latenessP99: latenessP99)
        #expect(report.validity == validity)
        #expect(report.reasons.isEmpty == (validity == .valid))
        #expect(report.reasons.allSatisfy { $0.contains("--max-connections") })
    }

    @Test(
        "of several endings the first in the order of precedence is reported",
        arguments: [
            ([.passed], .passed), ([.thresholdFailed, .passed], .thresholdFailed),
            ([.thresholdFailed, .invalid], .invalid),
            ([.invalid, .unreachable], .unreachable), ([.unreachable, .interrupted], .interrupted),
            ([.interrupted, .internalError], .internalError), ([], .passed),
        ] as [([Metrics.ExitStatus], Metrics.ExitStatus)])
    func worstWins(statuses: [Metrics.ExitStatus], worst: Metrics.ExitStatus) {
        #expect(Metrics.ExitStatus.worst(of: statuses) == worst)
    }

    @Test(
        "dials that fail for want of descriptors are the generator's fault",
        arguments: [(0, Validity.valid), (1, .suspect), (5, .suspect), (6, .invalid), (100, .invalid)])
    func exhausted(dials: Int, expected: Validity) {
        let report = ValidityReport.judge(
            planned: 100, takenUp: 100, latenessP99: 1, attempts: 100, exhausted: dials)
        #expect(report.validity == expected)
        #expect(report.reasons.allSatisfy { $0.contains("ulimit -n") })
    }

    @Test("a failed threshold or an invalid run decides the exit status of a run that ended well")
    func summaryDecides() throws {
        let failing = try Threshold.parse("ws_msgs_sent count>0")
        let invalid = ValidityReport.judge(planned: 10, takenUp: 1, latenessP99: nil)
        #expect(Samples.summary().exitStatus == .passed)
        #expect(Samples.summary(judgement: Judgement(thresholds: [failing])).exitStatus == .thresholdFailed)
        #expect(Samples.summary(judgement: Judgement(thresholds: [failing]), validity: invalid).exitStatus == .invalid)
        #expect(
            Samples.summary(judgement: Judgement(thresholds: [failing]), outcome: .interrupted).exitStatus
                == .interrupted)
    }
}
