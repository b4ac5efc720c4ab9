internal import Metrics
internal import Timing

/// Figures as people read them: units that fit, thousands apart, no more digits than mean something.
enum FigureText {
    /// A time given in milliseconds: `0.3 µs`, `25 µs`, `1.1 ms`, `1.23 s`, `75.0 s`.
    static func time(milliseconds: Double) -> String {
        // The bounds are where the rounded figure would need another unit.
        switch milliseconds {
        case ..<0.000_95: fixed(milliseconds * 1e3, digits: 1) + " µs"
        case ..<0.099_5: fixed(milliseconds * 1e3, digits: 0) + " µs"
        case ..<999.95: fixed(milliseconds, digits: 1) + " ms"
        case ..<9_995: fixed(milliseconds / 1e3, digits: 2) + " s"
        default: fixed(milliseconds / 1e3, digits: 1) + " s"
        }
    }

    /// A time that may not have been measured.
    static func time(milliseconds: Double?) -> String { milliseconds.map { time(milliseconds: $0) } ?? "–" }

    static func count(_ count: Int) -> String { (count < 0 ? "-" : "") + grouped(String(count.magnitude)) }

    /// Something per second: a digit after the point only where it tells something.
    static func rate(_ perSecond: Double) -> String {
        fixed(perSecond, digits: perSecond < 100 && perSecond != perSecond.rounded() ? 1 : 0) + "/s"
    }

    /// A share of 0 to 1: `99.05 %`, `0.5 %`. What is not quite none or all does not look like it.
    static func percent(_ share: Double) -> String {
        if share > 0, share < 0.000_05 { return "< 0.01 %" }
        if share < 1, share >= 0.999_95 { return "> 99.99 %" }
        return trimmed(fixed(share * 100, digits: 2)) + " %"
    }

    /// Bytes in decimal units: `640 B`, `1.2 MB`.
    static func bytes(_ bytes: Double) -> String {
        for (name, size) in [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)] where bytes >= size {
            return "\(fixed(bytes / size, digits: 1)) \(name)"
        }
        return "\(fixed(bytes, digits: 0)) B"
    }

    /// Minutes and seconds of a clock that runs: `0:07`, `12:30`, `1:00:00`.
    static func clock(_ time: Nanoseconds) -> String {
        let seconds = max(0, Int(time.seconds))
        let minutes = seconds / 60 % 60
        let tail = pair(seconds % 60)
        return seconds < 3_600 ? "\(minutes):\(tail)" : "\(seconds / 3_600):\(pair(minutes)):\(tail)"
    }

    /// A number without a unit, as a threshold observes it: up to three digits after the point.
    static func plain(_ value: Double) -> String {
        trimmed(fixed(value, digits: 3))
    }

    /// A figure of a metric in its unit; plain, where the metric is of no kind that is known.
    static func goal(_ value: Double, of kind: MetricKind?, stat: String) -> String {
        switch (kind, stat) {
        case (_, "count"), (.gauge, _), (nil, _): plain(value)
        case (.trend, _): time(milliseconds: value)
        case (.counter, _): rate(value)
        case (.rate, _): percent(value)
        }
    }

    /// Without noughts at its end that say nothing.
    private static func trimmed(_ figure: String) -> String {
        guard figure.contains(".") else { return figure }
        var text = figure
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// `value` rounded to `digits` after the point, thousands apart.
    static func fixed(_ value: Double, digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded()
        // Beyond this an Int could not hold the figure; nobody would read its digits either.
        guard scaled < 1e18 else { return "\(value)" }
        let unsigned = Int(scaled)
        let sign = value < 0 && unsigned > 0 ? "-" : ""
        let whole = grouped(String(unsigned / Int(scale)))
        guard digits > 0 else { return sign + whole }
        let fraction = String(unsigned % Int(scale))
        return sign + whole + "." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    private static func grouped(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    private static func pair(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
