import Glibc

/// The intended times of one stripe of the arrivals of a staged rate, one after another.
///
/// Evenly spaced, arrival i comes when the area under the rate curve reaches i. By chance, the same number of arrivals is
/// thrown upon that area independently of each other: a Poisson process whose count is known (its arrival times are then
/// the order statistics of so many uniform draws; Ross, "Introduction to Probability Models", §5.3.5). Sums of
/// exponential draws are such order statistics once they are divided by the last of them. Every stripe draws the whole
/// sequence, and takes its own.
package struct ArrivalTimes: Sendable {
    fileprivate let schedule: StagedSchedule
    fileprivate let stripe: Stripe
    /// Of this stripe, taken so far.
    private var taken = 0
    private var chance: Chance?

    private struct Chance: Sendable {
        var random: FastRandom
        /// The sum of the draws so far, and of all.
        var sum = 0.0
        var drawn = 0
        var total = 0.0

        mutating func draw() {
            // 1 − u is in (0, 1], whose logarithm is finite.
            sum -= log(1 - random.unit())
            drawn += 1
        }
    }

    /// A seed spaces them by chance, and makes that reproducible; nil spaces them evenly.
    package init(_ schedule: StagedSchedule, stripe: Stripe, seed: UInt64?) {
        self.schedule = schedule
        self.stripe = stripe
        guard let seed else { return }
        var rehearsal = Chance(random: FastRandom(seed: seed))
        for _ in 0...schedule.total { rehearsal.draw() }
        var chance = Chance(random: FastRandom(seed: seed))
        chance.total = rehearsal.sum
        self.chance = chance
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
        guard chance != nil else { return schedule.offset(of: index) }
        while let drawn = chance?.drawn, drawn <= index { chance?.draw() }
        let share = (chance?.sum ?? 0) / (chance?.total ?? 1)
        return schedule.offset(ofUnits: share * Double(schedule.total))
    }
}

extension ArrivalTimes {
    /// How many of this stripe have been due before `time`; arrivals by chance count as if they were evenly spaced.
    package func dueCount(before time: Nanoseconds) -> Int { stripe.count(of: schedule.count(before: time)) }
}
