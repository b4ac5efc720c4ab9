internal import Timing

/// The value of a `retry` field.
enum ReconnectionTime {
    /// Reads a number of milliseconds: ASCII digits and nothing else (WHATWG HTML §9.2.6). One that no clock can
    /// reach is as long as can be.
    ///
    /// - Returns: nil for every other value, the empty one included, as in browsers.
    static func read(_ value: UnsafeRawBufferPointer) -> Nanoseconds? {
        guard value.count > 0 else { return nil }
        let longest = Int64.max / 1_000_000
        var milliseconds: Int64 = 0
        // Within the count.
        for index in 0..<value.count {
            let digit = unsafe value[index]
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            guard milliseconds <= longest else { continue }
            milliseconds = milliseconds * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return milliseconds <= longest ? Nanoseconds(milliseconds * 1_000_000) : Nanoseconds(.max)
    }
}
