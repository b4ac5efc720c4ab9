/// Loss, duplicates and reordering of one numbered stream, by the numbers alone.
///
///     number              it is
///     the first ever      the start of the count
///     highest + 1         in order
///     above highest + 1   in order, and opens a gap: lost so far
///     within a gap        reordered, and no longer lost
///     below the first     reordered when unseen: the stream began earlier than we thought
///     anything else       a duplicate
struct SequenceTracker {
    enum Verdict: Equatable {
        case inOrder
        case reordered
        case duplicate
    }

    private var first: Int?
    private var highest = 0
    /// Open gaps, ascending, none empty, none touching.
    private var gaps: [ClosedRange<Int>] = []
    /// What was lost in gaps that were too many to keep open.
    private var settled = 0
    private static let gapLimit = 4_096
    /// No stream counts this far: a larger number is not a sequence number, and its gaps would not fit a count.
    private static let largest = 1 << 53

    /// Numbers that are missing now; at the end of the stream: lost.
    var missing: Int { gaps.reduce(settled) { $0 + $1.count } }

    mutating func observe(_ number: Int) -> Verdict {
        guard abs(max(number, -.max)) <= Self.largest else { return .inOrder }
        guard let start = first else {
            first = number
            highest = number
            return .inOrder
        }
        if number > highest {
            if number - highest > 1 { open((highest + 1)...(number - 1)) }
            highest = number
            return .inOrder
        }
        if number < start {
            if start - number > 1 {
                gaps.insert((number + 1)...(start - 1), at: 0)
                settleOldest()
            }
            first = number
            return .reordered
        }
        return fill(number) ? .reordered : .duplicate
    }

    private mutating func open(_ gap: ClosedRange<Int>) {
        gaps.append(gap)
        settleOldest()
    }

    /// Gives up the gap that has been open longest: what is in it is lost, whatever comes.
    private mutating func settleOldest() {
        if gaps.count > Self.gapLimit { settled += gaps.removeFirst().count }
    }

    /// - Returns: false when the number is in no gap.
    private mutating func fill(_ number: Int) -> Bool {
        // The last gap that starts at or below the number, by halving.
        var low = 0
        var high = gaps.count
        while low < high {
            let middle = (low + high) / 2
            if gaps[middle].lowerBound <= number { low = middle + 1 } else { high = middle }
        }
        guard low > 0, gaps[low - 1].contains(number) else { return false }
        let gap = gaps[low - 1]
        var rest: [ClosedRange<Int>] = []
        if gap.lowerBound < number { rest.append(gap.lowerBound...(number - 1)) }
        if number < gap.upperBound { rest.append((number + 1)...gap.upperBound) }
        gaps.replaceSubrange((low - 1)...(low - 1), with: rest)
        settleOldest()
        return true
    }
}
