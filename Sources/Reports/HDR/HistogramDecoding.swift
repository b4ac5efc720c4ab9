internal import Compression
internal import Metrics
internal import Timing

/// The way back from `HistogramEncoding`. What is read may come from anywhere: every mistake in it is told, and none
/// costs more memory than a histogram has buckets.
struct HistogramDecoding {
    /// What has no place of its own in the compressed text: its two cookies, and lengths.
    private static let headerLength = 40
    /// Buckets up to the highest time of a distribution, and bytes of the longest number of each.
    private static let buckets = HistogramEncoding.bucket(of: Distribution.highestNanoseconds) + 1
    private static let longestNumber = 9

    private let bytes: [UInt8]
    private var place = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// What was recorded, from the shortest to the longest: the longest time of each bucket, in nanoseconds.
    ///
    /// - Throws: what is wrong with the text.
    static func recorded(base64 text: String) throws(TextError) -> [(nanoseconds: UInt64, count: UInt32)] {
        guard let bytes = Base64.decode(text) else { throw TextError("not base64") }
        var reader = HistogramDecoding(bytes)
        try reader.expect(HistogramEncoding.compressedCookie, "the cookie of a compressed V2 histogram")
        guard Int(try reader.word() as UInt32) == bytes.count - reader.place else {
            throw TextError("its length is not that of what follows")
        }
        let limit = headerLength + buckets * longestNumber
        guard let content = Zlib.decompressed(Array(bytes[reader.place...]), upTo: limit) else {
            throw TextError("not compressed by zlib, cut short, or longer than any histogram")
        }
        var counts = HistogramDecoding(content)
        try counts.readHeader()
        return try counts.readCounts()
    }

    private mutating func readHeader() throws(TextError) {
        try expect(HistogramEncoding.cookie, "the cookie of a V2 histogram")
        let length: UInt32 = try word()
        try expect(UInt32(0), "a normalizing offset of 0")
        try expect(HistogramEncoding.digits, "\(HistogramEncoding.digits) significant digits")
        try expect(UInt64(1), "a lowest value of 1")
        // The highest value says what could have been recorded, and not what was.
        _ = try word() as UInt64
        try expect((1.0).bitPattern, "a ratio of 1")
        guard Int(length) == bytes.count - place else {
            throw TextError("the length of its counts is not that of what follows")
        }
    }

    private mutating func readCounts() throws(TextError) -> [(nanoseconds: UInt64, count: UInt32)] {
        var recorded: [(nanoseconds: UInt64, count: UInt32)] = []
        var bucket = 0
        while place < bytes.count {
            let number = try zigZag()
            guard bucket < Self.buckets, number >= 0 || number.magnitude <= Self.buckets - bucket else {
                throw TextError("counts more buckets than there are, which are \(Self.buckets)")
            }
            guard number > 0 else {
                bucket += max(Int(number.magnitude), 1)
                continue
            }
            guard let count = UInt32(exactly: number) else { throw TextError("\(number) is too large a count") }
            recorded.append((HistogramEncoding.highestValue(of: bucket), count))
            bucket += 1
        }
        return recorded
    }

    /// The other way of `HistogramEncoding.appendZigZag`: a number that takes more bytes than it needs is refused.
    private mutating func zigZag() throws(TextError) -> Int64 {
        var value: UInt64 = 0
        for index in 0..<Self.longestNumber {
            let byte = try byte()
            let isLast = index == Self.longestNumber - 1
            value |= UInt64(isLast ? byte : byte & 0x7F) << UInt64(7 * index)
            guard isLast || byte & 0x80 == 0 else { continue }
            guard index == 0 || byte != 0 else { throw TextError("a count takes more bytes than it needs") }
            break
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(value & 1)
    }

    private mutating func byte() throws(TextError) -> UInt8 {
        guard place < bytes.count else { throw TextError("cut short") }
        place += 1
        return bytes[place - 1]
    }

    /// Big-endian.
    private mutating func word<Word: FixedWidthInteger>() throws(TextError) -> Word {
        var word: Word = 0
        for _ in 0..<(Word.bitWidth / 8) { word = word << 8 | Word(truncatingIfNeeded: try byte()) }
        return word
    }

    private mutating func expect<Word: FixedWidthInteger>(_ expected: Word, _ words: String) throws(TextError) {
        guard try word() == expected else { throw TextError("without \(words)") }
    }
}
