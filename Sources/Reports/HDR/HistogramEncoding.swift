internal import Compression
internal import Metrics
internal import Timing

/// A distribution as HdrHistogram's tools exchange it: the V2 compressed encoding in base64 (HdrHistogram,
/// `AbstractHistogram.encodeIntoCompressedByteBuffer`).
///
///     compressed = cookie:4 length:4 zlib(header counts)                             all of it big-endian
///     header     = cookie:4 length of counts:4 normalizing offset:4 digits:4 lowest:8 highest:8 ratio:8
///     counts     = one ZigZag LEB128 number for each bucket: its count, or -n for n empty ones; 0 is one of them
enum HistogramEncoding {
    static let cookie: UInt32 = 0x1C84_9313
    static let compressedCookie: UInt32 = 0x1C84_9314
    /// Significant decimal digits, and the buckets that they take: values below twice 1,000 are told apart one by one,
    /// and 2,048 is the next power of two.
    static let digits: UInt32 = 3
    private static let linearBuckets = 2_048

    static func base64(_ times: Distribution) -> String {
        let counts = counts(times)
        var header: [UInt8] = []
        for word in [cookie, UInt32(counts.count), 0, digits] { append(word, to: &header) }
        for word in [1, Distribution.highestNanoseconds, (1.0).bitPattern] { append(word, to: &header) }
        let content = Zlib.compressed(header + counts)
        var bytes: [UInt8] = []
        append(compressedCookie, to: &bytes)
        append(UInt32(content.count), to: &bytes)
        return Base64.encode(bytes + content)
    }

    /// Up to the last bucket that is not empty.
    private static func counts(_ times: Distribution) -> [UInt8] {
        var bytes: [UInt8] = []
        var next = 0
        for (nanoseconds, count) in times.recorded {
            let bucket = bucket(of: nanoseconds)
            if bucket > next { appendZigZag(Int64(next - bucket), to: &bytes) }
            appendZigZag(Int64(count), to: &bytes)
            next = bucket + 1
        }
        return bytes
    }

    /// Which bucket counts a value. The first 2,048 are one wide, the next 1,024 two, the next 1,024 four, and so on.
    static func bucket(of value: UInt64) -> Int {
        let magnitude = max(0, UInt64.bitWidth - value.leadingZeroBitCount - 11)
        return magnitude * linearBuckets / 2 + Int(value >> UInt64(magnitude))
    }

    /// The longest value that a bucket counts.
    static func highestValue(of bucket: Int) -> UInt64 {
        let magnitude = max(0, bucket / (linearBuckets / 2) - 1)
        let place = UInt64(bucket - magnitude * linearBuckets / 2)
        return (place + 1) << UInt64(magnitude) - 1
    }

    /// Small numbers of either sign in few bytes: 0, -1, 1, -2 become 0, 1, 2, 3, seven bits a byte. The ninth byte has
    /// eight, unlike LEB128's, which would need a tenth.
    static func appendZigZag(_ number: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: number << 1 ^ number >> 63)
        for _ in 0..<8 {
            guard rest > 0x7F else {
                bytes.append(UInt8(rest))
                return
            }
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private static func append(_ word: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for shift in stride(from: word.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }
}
