import Testing
import Timing

@Suite("Durations, rates and counts as people write them")
struct TextTests {
    @Test(
        "a duration is read in nanoseconds",
        arguments: [
            ("500ms", 500_000_000), ("10s", 10_000_000_000), ("5m", 300_000_000_000), ("1h", 3_600_000_000_000),
            ("1m30s", 90_000_000_000), ("250us", 250_000), ("250µs", 250_000), ("7ns", 7), ("300", 300_000_000_000),
            ("0.5", 500_000_000), ("1.5s", 1_500_000_000), ("0", 0), ("1h0m1s", 3_601_000_000_000),
        ] as [(String, Int64)])
    func durationIsRead(text: String, nanoseconds: Int64) throws {
        #expect(try DurationText.parse(text) == Nanoseconds(nanoseconds))
    }

    @Test(
        "what is no duration is refused with what was expected",
        arguments: [
            "", "s", "1e3", "-1s", "10 s", "5d", "1m30", "1.", "inf", "0x10", "10s!",
        ])
    func durationIsRefused(text: String) {
        #expect(
            throws: TextError(
                "'\(text)' is not a duration: expected a number of seconds or parts such as 500ms, 10s, 5m, 1h or 1m30s"
            )
        ) { try DurationText.parse(text) }
    }

    @Test("a duration beyond a century is refused, whatever its digits")
    func endlessDurationIsRefused() {
        #expect(throws: TextError.self) { try DurationText.parse(String(repeating: "9", count: 400)) }
    }

    @Test(
        "a duration is written in its shortest form",
        arguments: [
            (Int64(90_000_000_000), "1m30s"), (1_500_000, "1.5ms"), (250_000, "250us"), (10_000_000_000, "10s"),
            (3_600_000_000_000, "1h"), (0, "0s"), (60_500_000_000, "1m500ms"), (1, "1ns"), (-2_000_000_000, "-2s"),
        ] as [(Int64, String)])
    func durationIsWritten(nanoseconds: Int64, text: String) {
        #expect(DurationText.format(Nanoseconds(nanoseconds)) == text)
    }

    @Test("what is written reads back as the same duration")
    func durationRoundTrips() throws {
        var random = SeededRandom()
        for _ in 0..<10_000 {
            let limit = Int64(1) << Int64.random(in: 1...50, using: &random)
            let duration = Nanoseconds(Int64.random(in: 0..<limit, using: &random))
            #expect(try DurationText.parse(DurationText.format(duration)) == duration)
        }
    }

    @Test(
        "a rate is read per second",
        arguments: [
            ("5", 5), ("0.5", 0.5), ("5/s", 5), ("300/m", 5), ("2/h", 2.0 / 3_600), ("1k/s", 1_000), ("0", 0),
            ("2M", 2e6),
        ] as [(String, Double)])
    func rateIsRead(text: String, rate: Double) throws {
        #expect(try RateText.parse(text) == rate)
    }

    @Test(
        "what is no rate is refused",
        arguments: ["", "5/", "5/d", "/s", "-1", "1e3", "5/s/s", "5 /s", "1m", "1m/s", "2G"])
    func rateIsRefused(text: String) {
        #expect(throws: TextError.self) { try RateText.parse(text) }
    }

    @Test("a count is a whole number", arguments: [("1000", 1_000), ("10k", 10_000), ("2M", 2_000_000), ("0", 0)])
    func countIsRead(text: String, count: Int) throws {
        #expect(try CountText.parse(text) == count)
    }

    @Test(
        "what is no count is refused and says why",
        arguments: [
            ("1m", "'1m' is ambiguous (million or minute?): write 1M for millions"),
            ("1e3", "'1e3' is not a count: expected a whole number such as 1000, 10k or 2M"),
            ("-1", "'-1' is not a count: expected a whole number such as 1000, 10k or 2M"),
            ("1.5", "'1.5' is not a count: expected a whole number such as 1000, 10k or 2M"),
            ("", "'' is not a count: expected a whole number such as 1000, 10k or 2M"),
            ("99999999999999999999", "'99999999999999999999' is too large for a count"),
            ("9223372036854775807M", "'9223372036854775807M' is too large for a count"),
        ])
    func countIsRefused(text: String, message: String) {
        #expect(throws: TextError(message)) { try CountText.parse(text) }
    }
}
