/// When the arrivals of a staged load are intended: stage after stage, each with a rate that changes evenly from one value
/// to another. A pure function of the index, so it is the same whenever and wherever it is asked.
///
/// An arrival is one unit of area under the rate curve, intended where its unit begins; a unit that the schedule does not
/// complete is not planned. What a stage leaves of a unit carries over into the next one. With a phase each arrival is
/// intended where that part of its unit is over, so that schedules side by side need not begin together.
///
///     rate
///      b |        ________
///        |      /|        |
///      a |    /  |        |     Within a stage, s seconds after it began, the rate is a + k·s with k = (b − a) / d, and
///        |  /|   |        |     the area A(s) = a·s + k·s²/2. It reaches m units at the root of that quadratic,
///        |/  |   |        |     s = 2m / (a + √(a² + 2·k·m)): written this way it loses no digits to cancellation and
///        +---+---+--------+     needs no case of its own for k = 0.
///          d
package struct StagedSchedule: Sendable, Equatable {
    /// A span of time over which the rate changes evenly.
    package struct Stage: Sendable, Equatable {
        /// Arrivals per second where it begins and where it ends.
        package let initialRate: Double
        package let finalRate: Double
        package let length: Nanoseconds

        package init(from initialRate: Double, to finalRate: Double, over length: Nanoseconds) {
            precondition(initialRate >= 0 && finalRate >= 0, "a rate is not negative")
            precondition(initialRate.isFinite && finalRate.isFinite && length.count >= 0, "a stage is finite")
            self.initialRate = initialRate
            self.finalRate = finalRate
            self.length = length
        }

        /// Arrivals of the whole stage, fractions included.
        package var area: Double { (initialRate + finalRate) / 2 * length.seconds }

        fileprivate var slope: Double { (finalRate - initialRate) / length.seconds }

        /// Seconds after the beginning until so many arrivals are reached.
        fileprivate func time(until units: Double) -> Double {
            guard units > 0 else { return 0 }
            // Rounding may take the discriminant of a ramp to zero below it, at its very end.
            let root = max(0, initialRate * initialRate + 2 * slope * units).squareRoot()
            return min(2 * units / (initialRate + root), length.seconds)
        }
    }

    /// A stage with what went before it.
    private struct Placed: Sendable, Equatable {
        let stage: Stage
        let start: Nanoseconds
        let unitsBefore: Double
    }

    private let placed: [Placed]
    /// From the start to the end of the last stage.
    package let length: Nanoseconds
    /// How many arrivals are planned: the integral of the rate, without a last unit that is not completed.
    package let total: Int
    private let phase: Double

    /// What rounding may take from a sum of areas; a total of 599.999999999 arrivals is 600.
    private static let roundingShare = 1e-9

    /// - Parameters:
    ///   - stages: in turn.
    ///   - phase: 0..<1.
    package init(_ stages: [Stage], phase: Double = 0) {
        precondition((0..<1).contains(phase), "a phase is a part of one unit")
        self.phase = phase
        var placed: [Placed] = []
        var start = Nanoseconds.zero
        var units = 0.0
        for stage in stages {
            placed.append(Placed(stage: stage, start: start, unitsBefore: units))
            start = start.saturating(adding: stage.length)
            units += stage.area
        }
        self.placed = placed.filter { $0.stage.area > 0 }
        length = start
        total = Int(min(units + max(1, units) * Self.roundingShare, 9e18))
    }

    /// The intended time of arrival `index` after the start; nil beyond the total.
    package func offset(of index: Int) -> Nanoseconds? {
        guard index >= 0, index < total else { return nil }
        return offset(ofUnits: Double(index) + phase)
    }

    /// When so many units of area are reached, from 0 up to the total.
    package func offset(ofUnits units: Double) -> Nanoseconds {
        guard !placed.isEmpty else { return length }
        // The last stage that begins at or before the unit: where two meet, the unit begins with the later one.
        var low = 0
        var high = placed.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if placed[middle].unitsBefore <= units { low = middle } else { high = middle }
        }
        let stage = placed[low]
        return stage.start.saturating(adding: .seconds(stage.stage.time(until: units - stage.unitsBefore)))
    }

    /// How many arrivals are intended before `time` (offset < time).
    package func count(before time: Nanoseconds) -> Int {
        // Offsets never decrease, so the first that is not before `time` is found by halving.
        var low = 0
        var high = total
        while low < high {
            let middle = low + (high - low) / 2
            if let offset = offset(of: middle), offset < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Arrivals per second at `time` after the start; 0 outside the stages.
    package func rate(at time: Nanoseconds) -> Double {
        guard time.count >= 0, let stage = placed.last(where: { $0.start <= time }),
            time < stage.start.saturating(adding: stage.stage.length)
        else { return 0 }
        return stage.stage.initialRate + stage.stage.slope * (time - stage.start).seconds
    }
}
