import Testing
import Timing

@testable import LoadEngine

@Suite("What a session that is gone had still to send")
struct LapsedScheduleTests {
    private static let start = Instant(nanoseconds: 5_000_000_000)

    /// Ten messages a second, at 0.05 s, 0.15 s and so on after the session was ready, for ten seconds.
    private func lapsed(taken: Int) -> LapsedSchedule {
        LapsedSchedule(
            schedule: .even(SendSchedule(rate: 10, phase: 0.5)), readyAt: Self.start, taken: taken,
            plannedEnd: Self.start + .seconds(10))
    }

    @Test(
        "each message that came due without it is unsent, until it is back or was to end",
        arguments: [(0, 0.0, 0), (0, 0.05, 0), (0, 0.06, 1), (3, 0.5, 2), (3, 9.96, 97), (3, 10, 97), (3, 60, 97)])
    func unsent(taken: Int, until seconds: Double, count: Int) {
        #expect(lapsed(taken: taken).unsent(until: Self.start + .seconds(seconds)) == count)
    }

    @Test("nothing is unsent that was taken up already")
    func takenUpBefore() {
        #expect(lapsed(taken: 5).unsent(until: Self.start + .seconds(0.3)) == 0)
    }
}
