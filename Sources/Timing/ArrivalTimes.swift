import Glibc

/// The intended times of one stripe of the arrivals of a staged rate, one after another.
///
/// Evenly spaced, arrival i comes when the area under the rate curve reaches i. By chance, the same number of arrivals is
/// thrown upon that area independently of each other: a Poisson process whose count is known (its arrival times are then
/// the order statistics of so many uniform draws; Ross, "Introduction to Probability Models", §5.3.5). They are drawn in
/// their order, when they are asked for: of n draws upon the area that is left, the lowest leaves the share v^(1/n) of it
/// above it, where v is uniform (Devroye, "Non-Uniform Random Variate Generation", §V.3). Every stripe draws the whole
/// sequence, and takes its own.
package struct ArrivalTimes: Sendable {
    fileprivate let schedule: StagedSchedule
    fileprivate let stripe: Stripe
    /// Of this stripe, taken so far.
    private var taken = 0
    private var chance: Chance?

    private struct Chance: Sendable {
        var random: FastRandom
        /// The natural logarithm of the share of the area that is left above the last one drawn.
        var left = 0.0
        var drawn = 0

        /// Draws the next one of so many.
        mutating func draw(of total: Int) {
            // 1 − u is in (0, 1], whose logarithm is finite.
            left += log(1 - random.unit()) / Double(total - drawn)
            drawn += 1
        }

        /// The share of the area below the last one drawn.
        var share: Double { -expm1(left) }
    }

    /// A seed spaces them by chance, and makes that reproducible; nil spaces them evenly.
    package init(_ schedule: StagedSchedule, stripe: Stripe, seed: UInt64?) {
        self.schedule = schedule
        self.stripe = stripe
        chance = seed.map { Chance(random: FastRandom(seed: $0)) }
    }

    /// How many this stripe has.
    package var count: Int { stripe.count(of: schedule.total) }

    /// How many of this stripe are still to come.
    package var left: Int { count - taken }

    /// The next one, since the start; nil when there is none.
    package mutating func next() -> Nanoseconds? {
        guard taken < count else { return nil }
        let index = stripe.global(taken)
        taken += 1
        let total = schedule.total
        while let drawn = chance?.drawn, drawn <= index { chance?.draw(of: total) }
        guard let chance else { return schedule.offset(of: index) }
        return schedule.offset(ofUnits: chance.share * Double(total))
    }

    /// Takes those that are due before `time`: those evenly spaced at once, those by chance one after another.
    ///
    /// - Returns: how many.
    package mutating func takeAll(before time: Nanoseconds) -> Int {
        guard chance != nil else {
            let due = max(dueCount(before: time) - taken, 0)
            taken += due
            return due
        }
        var (due, ahead) = (0, self)
        while let next = ahead.next(), next < time {
            self = ahead
            due += 1
        }
        return due
    }
}

extension ArrivalTimes {
    /// How many of this stripe have been due before `time`; arrivals by chance count as if they were evenly spaced.
    package func dueCount(before time: Nanoseconds) -> Int { stripe.count(of: schedule.count(before: time)) }
}
