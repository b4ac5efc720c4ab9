import Testing
import Timing

@Suite("Instants")
struct InstantTests {
    @Test("what is too far away to be counted is as far away as can be, and never comes round again")
    func far() {
        let now = Instant(nanoseconds: 5)
        #expect(now + Nanoseconds(2) == Instant(nanoseconds: 7))
        #expect(now + Nanoseconds(-7) == Instant(nanoseconds: -2))
        #expect(now + Nanoseconds(.max) == .distantFuture)
        #expect(.distantFuture + Nanoseconds(1) == Instant.distantFuture)
        #expect(Instant(nanoseconds: -5) + Nanoseconds(.min) == Instant(nanoseconds: .min))
    }
}
