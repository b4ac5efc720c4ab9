/// How many are to be there at once, over time: of sessions held open, or of virtual users. A pure function of the number
/// of each, so that it is the same wherever it is asked.
///
/// Between two levels the count changes evenly. Number k is there whenever the level is above k: on the way up it comes
/// when the level passes k, on the way down it goes when the level comes back to k, so the last one goes at the very end.
/// A span that begins at another level than the one before ended begins with a jump.
package struct LevelSchedule: Sendable, Equatable {
    package struct Span: Sendable, Equatable {
        package let from: Int
        package let to: Int
        package let length: Nanoseconds

        package init(from: Int, to: Int, length: Nanoseconds) {
            precondition(from >= 0 && to >= 0 && length >= .zero, "a level and a length are not negative")
            self.from = from
            self.to = to
            self.length = length
        }

        /// When the level passes a number on its way from one end to the other, of a span that begins at `start`.
        fileprivate func crossing(of number: Int, from start: Nanoseconds) -> Nanoseconds {
            let share = length.seconds * Double(number - from) / Double(to - from)
            return start.saturating(adding: .seconds(share))
        }

        /// How many are there just before `time`, within a span that begins at `start`.
        fileprivate func level(before time: Nanoseconds, from start: Nanoseconds) -> Int {
            // Numbers are passed one after another: on the way up those that are there come first, on the way down those
            // that are not gone, so the first of the others is found by halving.
            var (low, high) = (min(from, to), max(from, to))
            while low < high {
                let middle = low + (high - low) / 2
                let crossing = crossing(of: middle, from: start)
                let isThere = to > from ? crossing < time : crossing >= time
                if isThere { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    /// When a number is there, since the start of the schedule.
    package struct Presence: Sendable, Equatable {
        package let start: Nanoseconds
        package let end: Nanoseconds

        package init(start: Nanoseconds, end: Nanoseconds) {
            self.start = start
            self.end = end
        }
    }

    private let spans: [Span]
    /// The largest level.
    package let peak: Int
    /// From the start to the end of the last span.
    package let length: Nanoseconds
    /// When the largest level is reached first.
    package let timeToPeak: Nanoseconds

    package init(_ spans: [Span]) {
        self.spans = spans
        var start = Nanoseconds.zero
        var (peak, reached) = (0, Nanoseconds.zero)
        for span in spans {
            if span.from > peak { (peak, reached) = (span.from, start) }
            start = start.saturating(adding: span.length)
            if span.to > peak { (peak, reached) = (span.to, start) }
        }
        self.peak = peak
        length = start
        timeToPeak = reached
    }

    /// So many, added at a rate per second (nil: all at once), and there for so long from when the last one has come.
    package init(count: Int, rate: Double?, hold: Nanoseconds) {
        // Number k comes at k / rate: the ramp ends when the last one comes, and the hold begins there.
        let last = max(count, 1) - 1
        self.init([
            Span(from: 0, to: last, length: rate.map { .seconds(Double(last) / $0) } ?? .zero),
            Span(from: count, to: count, length: hold),
        ])
    }

    /// From one count to another at a rate per second above zero, and then the same until `length` is over; longer than
    /// that where the way takes longer.
    package init(from first: Int, to last: Int, rate: Double, over length: Nanoseconds) {
        let way = Nanoseconds.seconds(Double(abs(last - first)) / rate)
        self.init([
            Span(from: first, to: last, length: way),
            Span(from: last, to: last, length: max(length - way, .zero)),
        ])
    }

    /// How many presences there are, over all numbers: how often somebody comes.
    ///
    ///     level       where a span falls to a level v, number v is there until the very end of it; where one rises
    ///      v+1 \  /   from v, number v is there from the very start. So of spans that meet in v, number v stays, and
    ///       v   \/    v + 1 are there before and after.
    package var presenceCount: Int {
        var (count, present) = (0, 0)
        // Nobody is there for no time, and nobody goes for none.
        for span in spans where span.length > .zero {
            let first = span.to > span.from ? span.from + 1 : span.from
            let last = span.to < span.from ? span.to + 1 : span.to
            count += max(0, first - present) + max(0, last - first)
            present = last
        }
        return count
    }

    /// How many are there just before `time` since the start: who was due to come or go by then has done so.
    package func level(before time: Nanoseconds) -> Int {
        var start = Nanoseconds.zero
        for span in spans {
            let end = start.saturating(adding: span.length)
            if start < time, time <= end { return span.level(before: time, from: start) }
            start = end
        }
        return 0
    }

    /// The times at which a number (from 0) is there, in their order; they do not touch.
    package func presences(of number: Int) -> [Presence] {
        var presences: [Presence] = []
        var since: Nanoseconds?
        var start = Nanoseconds.zero
        for span in spans {
            if let begin = since, span.from <= number {
                append(&presences, begin, start)
                since = nil
            } else if since == nil, span.from > number {
                since = start
            }
            if since == nil, span.to > number {
                since = span.crossing(of: number, from: start)
            } else if let begin = since, span.to <= number, span.from > number {
                append(&presences, begin, span.crossing(of: number, from: start))
                since = nil
            }
            start = start.saturating(adding: span.length)
        }
        if let since { append(&presences, since, start) }
        return presences
    }

    private func append(_ presences: inout [Presence], _ start: Nanoseconds, _ end: Nanoseconds) {
        guard end > start else { return }
        // Who goes at the very instant of a jump back up stays.
        if let last = presences.last, last.end == start {
            presences[presences.count - 1] = Presence(start: last.start, end: end)
        } else {
            presences.append(Presence(start: start, end: end))
        }
    }
}
