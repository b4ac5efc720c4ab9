/// Reads instants such as `2026-07-31T12:30:45.250Z` (RFC 3339 §5.6).
///
/// Hot path: nothing here allocates.
enum RFC3339 {
    /// Milliseconds of Unix time, fractions kept; nil for a text of another form or an impossible date.
    static func unixMilliseconds(_ text: Span<UInt8>) -> Double? {
        guard text.count >= 20, let year = number(text, 0, 4), text[4] == UInt8(ascii: "-"),
            let month = number(text, 5, 2), text[7] == UInt8(ascii: "-"), let day = number(text, 8, 2),
            text[10] | 0x20 == UInt8(ascii: "t") || text[10] == UInt8(ascii: " "),
            let hour = number(text, 11, 2), text[13] == UInt8(ascii: ":"),
            let minute = number(text, 14, 2), text[16] == UInt8(ascii: ":"), let second = number(text, 17, 2),
            (1...12).contains(month), day >= 1, day <= daysInMonth(month, of: year),
            hour <= 23, minute <= 59, second <= 60
        else { return nil }
        var at = 19
        guard let fraction = fractionalSecond(text, &at), let offset = offsetMinutes(text, from: at) else { return nil }
        let minutes = (days(year: year, month: month, day: day) * 24 + hour) * 60 + minute - offset
        return Double((minutes * 60 + second) * 1000) + fraction * 1000
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar. The year is taken to begin in March, so that the leap
    /// day ends it: the months before then follow 153 days in five months, and leap days are counted by year alone.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        let daysToEpoch = 719_468
        return marchYear * 365 + leapDays + (marchMonth * 153 + 2) / 5 + day - 1 - daysToEpoch
    }

    private static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The fraction of a second at `at`, which moves behind it; 0 when there is none, nil for a point alone.
    private static func fractionalSecond(_ text: Span<UInt8>, _ at: inout Int) -> Double? {
        guard at < text.count, text[at] == UInt8(ascii: ".") else { return 0 }
        at += 1
        var digits = 0
        var value = 0.0
        var scale = 1.0
        while at < text.count, let digit = digit(text[at]) {
            // Past nanoseconds a digit changes nothing that is measured here.
            if digits < 9 {
                value = value * 10 + Double(digit)
                scale *= 10
            }
            digits += 1
            at += 1
        }
        return digits == 0 ? nil : value / scale
    }

    /// Minutes east of UTC, from `Z` or `+hh:mm`, which must end the text.
    private static func offsetMinutes(_ text: Span<UInt8>, from at: Int) -> Int? {
        guard at < text.count else { return nil }
        if text[at] | 0x20 == UInt8(ascii: "z") { return at + 1 == text.count ? 0 : nil }
        guard at + 6 == text.count, text[at + 3] == UInt8(ascii: ":"), let hours = number(text, at + 1, 2),
            let minutes = number(text, at + 4, 2), hours <= 23, minutes <= 59
        else { return nil }
        switch text[at] {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }

    private static func number(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= text.count else { return nil }
        var value = 0
        for place in start..<(start + count) {
            guard let digit = digit(text[place]) else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> Int? {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte - UInt8(ascii: "0")) : nil
    }
}
