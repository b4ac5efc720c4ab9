import Compression
import Metrics
import Testing
import Timing

@testable import Reports

@Suite("Histograms read again")
struct HistogramDecodingTests {
    /// Times of every magnitude, up to longer than an hour.
    private static func distribution(seed: UInt64) -> Distribution {
        var random = FastRandom(seed: seed)
        var times = Distribution()
        for _ in 0..<Int(random.next() % 400) {
            times.record(Nanoseconds(Int64(random.next() >> (22 + random.next() % 42))))
        }
        return times
    }

    @Test("what is read is what was written", arguments: 1...40 as ClosedRange<UInt64>)
    func roundTripIsExact(seed: UInt64) throws {
        let times = Self.distribution(seed: seed)
        let text = HistogramEncoding.base64(times)
        let recorded = try HistogramDecoding.recorded(base64: text)
        let read = Distribution(
            recorded: recorded, totalNanoseconds: times.totalNanoseconds,
            shortest: .milliseconds(times.minimum ?? 0), longest: .milliseconds(times.maximum ?? 0))
        #expect(HistogramEncoding.base64(read) == text)
        #expect(read.count == times.count && read.average == times.average)
        let percents = [0, 10, 50, 66, 90, 99, 99.9, 99.99, 100]
        #expect(read.percentiles(percents) == times.percentiles(percents), "seed \(seed)")
    }

    @Test(
        "a bucket's longest value is the last one in it", arguments: [0, 1, 2_047, 2_048, 3_071, 3_072, 11_169, 33_000])
    func highestValueIsTheLast(bucket: Int) {
        let value = HistogramEncoding.highestValue(of: bucket)
        #expect(HistogramEncoding.bucket(of: value) == bucket)
        #expect(HistogramEncoding.bucket(of: value + 1) == bucket + 1)
    }

    // MARK: - What is no histogram

    /// A text whose content is `words` and then `counts`, rightly compressed.
    private static func text(
        cookie: UInt32 = 0x1C84_9314, length: Int = 0, words: [UInt32]? = nil, counts: [UInt8]
    ) -> String {
        let words = words ?? [0x1C84_9313, UInt32(counts.count), 0, 3, 0, 1, 0, 1, 0x3FF0_0000, 0]
        let content = Zlib.compressed(words.flatMap(bytes) + counts)
        return Base64.encode(bytes(cookie) + bytes(UInt32(content.count + length)) + content)
    }

    private static func bytes(_ word: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
    }

    private static func numbers(_ numbers: Int64...) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in numbers { HistogramEncoding.appendZigZag(number, to: &bytes) }
        return bytes
    }

    private static let tooMany = "counts more buckets than there are, which are 33421"
    private static let notZlib = "not compressed by zlib, cut short, or longer than any histogram"

    @Test(
        "what is no histogram is told, and costs nothing else",
        arguments: [
            ("", "cut short"), ("HISTFAAAA", "not base64"), ("HIST FAA", "not base64"), ("HISTFA==", "cut short"),
            (text(cookie: 0x1C84_9304, counts: []), "without the cookie of a compressed V2 histogram"),
            (text(length: 1, counts: []), "its length is not that of what follows"),
            (text(length: -1, counts: []), "its length is not that of what follows"),
            (Base64.encode(bytes(0x1C84_9314) + bytes(2) + [0x78, 0x9C]), notZlib),
            (text(counts: [UInt8](repeating: 0, count: 1 << 24)), notZlib),
            (text(words: [], counts: []), "cut short"),
            (
                text(words: [0x1C84_9303, 0, 0, 3, 0, 1, 0, 1, 0, 0], counts: []),
                "without the cookie of a V2 histogram"
            ),
            (text(words: [0x1C84_9313, 0, 1, 3], counts: []), "without a normalizing offset of 0"),
            (text(words: [0x1C84_9313, 0, 0, 2], counts: []), "without 3 significant digits"),
            (text(words: [0x1C84_9313, 0, 0, 3, 0, 2], counts: []), "without a lowest value of 1"),
            (text(words: [0x1C84_9313, 0, 0, 3, 0, 1, 0, 1, 0, 0], counts: []), "without a ratio of 1"),
            (
                text(words: [0x1C84_9313, .max, 0, 3, 0, 1, 0, 1, 0x3FF0_0000, 0], counts: []),
                "the length of its counts is not that of what follows"
            ),
            (text(counts: [0x80]), "cut short"), (text(counts: [0x80, 0]), "a count takes more bytes than it needs"),
            (text(counts: numbers(.max)), "9223372036854775807 is too large a count"),
            (text(counts: numbers(1 << 32)), "4294967296 is too large a count"),
            (text(counts: numbers(.min)), tooMany), (text(counts: numbers(-33_422)), tooMany),
            (text(counts: numbers(-33_421, 1)), tooMany), (text(counts: numbers(1, -33_421)), tooMany),
        ])
    func mistakesAreTold(text: String, words: String) {
        let error = #expect(throws: TextError.self) { try HistogramDecoding.recorded(base64: text) }
        #expect(error?.message == words)
    }

    @Test("empty buckets may be told one by one, and behind the last that counts")
    func emptyBuckets() throws {
        let recorded = try HistogramDecoding.recorded(
            base64: Self.text(counts: Self.numbers(0, 0, 7, -33_000, 1 << 32 - 1, 0)))
        #expect(recorded.map(\.count) == [7, .max])
        #expect(recorded.first?.nanoseconds == 2)
    }

    @Test("no byte of a text can be changed so that it traps", arguments: 0..<3 as Range<Int>)
    func noByteTraps(kind: Int) throws {
        let text = HistogramEncoding.base64(Self.distribution(seed: 3))
        let bytes = try #require(Base64.decode(text))
        for place in bytes.indices {
            var changed = bytes
            if kind == 0 { changed[place] ^= 0xFF }
            if kind == 1 { changed[place] &+= 1 }
            if kind == 2 { changed.removeSubrange(place...) }
            #expect(throws: TextError.self) { try HistogramDecoding.recorded(base64: Base64.encode(changed)) }
        }
    }
}
