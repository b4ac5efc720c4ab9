import Testing
import Timing

@testable import Reports

@Suite("Figures in words")
struct FigureTextTests {
    @Test(
        "a time has the unit that fits it",
        arguments: [
            (0.0, "0.0 µs"), (0.000_3, "0.3 µs"), (0.007, "7 µs"), (0.025, "25 µs"), (0.099_4, "99 µs"),
            (0.099_6, "0.1 ms"),
            (1.1, "1.1 ms"), (999.94, "999.9 ms"), (999.96, "1.00 s"), (1_234, "1.23 s"), (9_996, "10.0 s"),
            (75_000, "75.0 s"),
        ])
    func timeHasItsUnit(milliseconds: Double, text: String) {
        #expect(FigureText.time(milliseconds: milliseconds) == text)
    }

    @Test(
        "thousands stand apart",
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (700_000, "700,000"), (-1_234_567, "-1,234,567"),
            (Int.min, "-9,223,372,036,854,775,808"),
        ])
    func thousandsStandApart(count: Int, text: String) {
        #expect(FigureText.count(count) == text)
    }

    @Test(
        "a rate has a digit after the point only where it tells something",
        arguments: [
            (0.0, "0/s"), (0.5, "0.5/s"), (99.96, "100.0/s"), (5, "5/s"), (4_999.6, "5,000/s"),
        ])
    func rateIsShort(rate: Double, text: String) {
        #expect(FigureText.rate(rate) == text)
    }

    @Test("bytes are in decimal units", arguments: [(640.0, "640 B"), (1_200_000, "1.2 MB"), (1e9, "1.0 GB")])
    func bytesAreDecimal(bytes: Double, text: String) {
        #expect(FigureText.bytes(bytes) == text)
    }

    @Test(
        "a clock counts hours only when there are some",
        arguments: [
            (7.9, "0:07"), (750, "12:30"), (3_600, "1:00:00"), (-1, "0:00"),
        ])
    func clockCounts(seconds: Double, text: String) {
        #expect(FigureText.clock(.seconds(seconds)) == text)
    }

    @Test(
        "an observed value is short",
        arguments: [(6.8, "6.8"), (0.0, "0"), (200, "200"), (0.000_4, "0"), (1_234.567_8, "1,234.568")])
    func observedIsShort(value: Double, text: String) {
        #expect(FigureText.plain(value) == text)
    }
}
