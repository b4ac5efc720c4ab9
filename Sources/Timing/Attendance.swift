/// Who is to be there when people change on the way how many they want. A pure function of the changes, so that every
/// loop knows it without asking another.
///
///     wanted                        Each change begins a new leg, at its instant: who was due to come or go before it has
///      25 |           ____          done so, who was not does not do so any more. On the way up numbers go on where they
///      10 |   _______/    \         ended, those that were called off included, so that nobody comes twice. On the way
///       0 |  /             \____    down the newest go first.
///         +------------------------→ t
package struct Attendance: Sendable, Equatable {
    /// The way from one count to another: moves one after another at a rate, the first at once.
    package struct Leg: Sendable, Equatable {
        package let isComing: Bool
        /// Since the start of the first leg.
        private let start: Nanoseconds
        private let ramp: RampSchedule
        /// Of those who come, or of those who go from the newest range to the oldest.
        fileprivate let ranges: [Range<Int>]

        fileprivate init(isComing: Bool, _ ranges: [Range<Int>], rate: Double, from start: Nanoseconds) {
            self.isComing = isComing
            self.ranges = ranges
            self.start = start
            ramp = RampSchedule(count: ranges.reduce(0) { $0 + $1.count }, rate: rate)
        }

        package var count: Int { ramp.count }

        /// When a move is due, since the start of the first leg.
        package func offset(of move: Int) -> Nanoseconds { start.saturating(adding: ramp.offset(of: move)) }

        /// How many moves are due before `time` since the start of the first leg.
        package func count(before time: Nanoseconds) -> Int { ramp.count(before: time - start) }

        /// Whose move it is.
        package func number(of move: Int) -> Int {
            var rest = move
            for range in ranges {
                if rest < range.count { return isComing ? range.lowerBound + rest : range.upperBound - 1 - rest }
                rest -= range.count
            }
            preconditionFailure("a leg has a number for each of its moves")
        }

        /// The first move of a stripe from `move` on; nil when there is none.
        package func next(from move: Int, of stripe: Stripe) -> Int? {
            (move..<max(move, count)).first { stripe.owns(number(of: $0)) }
        }
    }

    /// Who is there once the current leg is undone: each once, the newest last.
    private var settled: [Range<Int>] = []
    /// The first number that nobody has been given.
    private var fresh: Int
    package private(set) var leg: Leg
    /// How many are to be there at the end of the leg.
    package private(set) var wanted: Int

    /// At first so many come, at a rate per second above zero.
    package init(count: Int, rate: Double) {
        wanted = count
        fresh = count
        leg = Leg(isComing: true, [0..<count], rate: rate, from: .zero)
    }

    /// From `time` on, later than any change before, there are to be `count`; they come or go at a rate per second above
    /// zero.
    ///
    /// - Returns: how many moves of the leg before were due by then: the others are called off.
    @discardableResult
    package mutating func change(to count: Int, rate: Double, at time: Nanoseconds) -> Int {
        let done = leg.count(before: time)
        if leg.isComing {
            come(leg.ranges.map { $0.prefix(done) }.first ?? 0..<0)
        } else {
            _ = takeNewest(done)
        }
        let present = settled.reduce(0) { $0 + $1.count }
        if count >= present {
            leg = Leg(isComing: true, [fresh..<fresh + count - present], rate: rate, from: time)
            fresh += count - present
        } else {
            var rest = self
            leg = Leg(isComing: false, rest.takeNewest(present - count), rate: rate, from: time)
        }
        wanted = count
        return done
    }

    private mutating func come(_ numbers: Range<Int>) {
        guard !numbers.isEmpty else { return }
        if let last = settled.last, last.upperBound == numbers.lowerBound {
            settled[settled.count - 1] = last.lowerBound..<numbers.upperBound
        } else {
            settled.append(numbers)
        }
    }

    /// Takes the newest out: their ranges, from the newest to the oldest.
    private mutating func takeNewest(_ count: Int) -> [Range<Int>] {
        var taken: [Range<Int>] = []
        var rest = count
        while rest > 0, let last = settled.popLast() {
            let part = last.suffix(rest)
            if part.count < last.count { settled.append(last.lowerBound..<part.lowerBound) }
            taken.append(part)
            rest -= part.count
        }
        return taken
    }
}
