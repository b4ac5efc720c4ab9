import Timing

// What is written as one scalar: counts, times, rates, shares, switches, addresses.

extension Form<Int> {
    static let count = Form.parsed(
        Quantities.count, expected: "a count such as 1000 or 10k"
    ) { text throws(TextError) in try readCount(text) }

    /// A count of at least one.
    static let positiveCount = Form.parsed(
        Quantities.count, expected: "a count such as 1000 or 10k"
    ) { text throws(TextError) in
        let count = try readCount(text)
        guard count > 0 else { throw TextError("'\(text)' is none; expected a count of at least 1") }
        return count
    }

    /// Beyond a billion a count is a typing error, and sums of them stay far from overflow.
    private static func readCount(_ text: String) throws(TextError) -> Int {
        let count = try CountText.parse(text)
        guard count <= 1_000_000_000 else { throw TextError("'\(text)' is too large; expected a billion at most") }
        return count
    }

    /// A status code of HTTP (RFC 9110 §15).
    static let status = Form.parsed(.quantity("integer", "[1-5][0-9]{2}"), expected: "a status such as 200") {
        text throws(TextError) in
        guard text.utf8.count == 3, let status = Int(text), (100..<600).contains(status) else {
            throw TextError("'\(text)' is not a status; expected a number from 100 to 599")
        }
        return status
    }

    /// A close code that an endpoint may send (RFC 6455 §7.4).
    static let closeCode = Form.parsed(.quantity("integer", "[1-4][0-9]{3}"), expected: "a close code such as 1000") {
        text throws(TextError) in
        guard let code = Int(text), (1000...4999).contains(code), ![1004, 1005, 1006, 1015].contains(code) else {
            throw TextError("'\(text)' is not a close code that may be sent; expected 1000 to 4999, as in 1000 or 1001")
        }
        return code
    }
}

extension Form<Nanoseconds> {
    static let duration = Form.parsed(
        Quantities.duration, expected: "a duration such as 500ms, 10s, 5m or 1h"
    ) { text throws(TextError) in try DurationText.parse(text) }

    /// A duration that is not zero.
    static let positiveDuration = Form.parsed(
        Quantities.duration, expected: "a duration such as 500ms, 10s, 5m or 1h"
    ) { text throws(TextError) in
        let duration = try DurationText.parse(text)
        guard duration > .zero else { throw TextError("'\(text)' is no time at all; expected more than 0") }
        return duration
    }
}

extension Form<Double> {
    /// Times per second.
    static let rate = Form.parsed(
        Quantities.rate, expected: "a rate such as 5/s or 300/m"
    ) { text throws(TextError) in try RateText.parse(text) }

    /// Times per second, more than none.
    static let positiveRate = Form.parsed(
        Quantities.rate, expected: "a rate such as 5/s or 300/m"
    ) { text throws(TextError) in
        let rate = try RateText.parse(text)
        guard rate > 0 else { throw TextError("'\(text)' never happens; expected a rate above 0") }
        return rate
    }

    /// A share, 0 to 1: `0.5%`, or the fraction itself.
    static let share = Form.parsed(
        Quantities.share, expected: "a percentage such as 0.5%"
    ) { text throws(TextError) in
        guard let share = readShare(text) else {
            throw TextError("'\(text)' is not a share; expected a percentage such as 0.5%, or a fraction from 0 to 1")
        }
        return share
    }

    static func readShare(_ text: String) -> Double? {
        let isPercentage = text.hasSuffix("%")
        // A hundredth by its exponent, since a division would make 99.9% something beside 0.999.
        guard let share = Double(isPercentage ? text.dropLast() + "e-2" : text) else { return nil }
        return (0...1).contains(share) ? share : nil
    }

    /// A time in milliseconds: a bare number, or a duration with its unit.
    static let milliseconds = Form.parsed(
        Quantities.milliseconds,
        expected: "a time in milliseconds such as 500, or one with its unit such as 2s"
    ) { text throws(TextError) in
        if let number = Double(text), number >= 0, number.isFinite { return number }
        return try DurationText.parse(text).milliseconds
    }

    static let growth = Form.parsed(.quantity("number", "[0-9]*\\.?[0-9]+"), expected: "a number of 1 or more") {
        text throws(TextError) in
        guard let number = Double(text), number >= 1, number.isFinite else {
            throw TextError("'\(text)' cannot grow a wait: expected a number of 1 or more")
        }
        return number
    }
}

extension Form<Bool> {
    static let flag = Form(
        schema: .any([Schema([("type", .text("boolean"))]), .text("true|false")])
    ) { node, reading in
        guard let text = reading.text(of: node, expected: "true or false") else { return nil }
        if text == "true" || text == "false" { return text == "true" }
        let hint = NearestWord.hint(for: text, among: ["true", "false"])
        reading.complain(node, "'\(text)': expected true or false\(hint)")
        return nil
    }
}

extension Form<String> {
    /// Any text, its `${NAME}` filled.
    static let text = Form.parsed(
        .any([.text(), Schema([("type", .list([.text("number"), .text("boolean")]))])]),
        expected: "a text"
    ) { text throws(TextError) in text }

    /// A text that is not empty.
    static let words = Form.parsed(.text(".+"), expected: "a text") { text throws(TextError) in
        guard !text.isEmpty else { throw TextError("the text is empty; expected at least one character") }
        return text
    }
}

extension Form<JSONPath> {
    static let path = Form.parsed(.text(".+"), expected: "a JSON path such as $.data.id") {
        text throws(TextError) in try JSONPath.parse(text)
    }
}
