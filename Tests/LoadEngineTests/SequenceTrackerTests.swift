import Testing
import Timing

@testable import LoadEngine

@Suite("Loss, duplicates and reordering")
struct SequenceTrackerTests {
    @Test(
        "a stream of numbers has its verdicts",
        arguments: [
            ([7, 8, 9], [.inOrder, .inOrder, .inOrder], 0), ([1, 4], [.inOrder, .inOrder], 2),
            ([1, 4, 2, 3], [.inOrder, .inOrder, .reordered, .reordered], 0),
            ([1, 3, 2, 2], [.inOrder, .inOrder, .reordered, .duplicate], 0),
            ([5, 5], [.inOrder, .duplicate], 0), ([5, 6, 5], [.inOrder, .inOrder, .duplicate], 0),
            ([5, 4, 5], [.inOrder, .reordered, .duplicate], 0), ([5, 2], [.inOrder, .reordered], 2),
            ([5, 2, 4, 3], [.inOrder, .reordered, .reordered, .reordered], 0),
            ([-3, -1, -2], [.inOrder, .inOrder, .reordered], 0), ([0, 10, 5], [.inOrder, .inOrder, .reordered], 8),
        ] as [([Int], [SequenceTracker.Verdict], Int)])
    func streamHasItsVerdicts(numbers: [Int], verdicts: [SequenceTracker.Verdict], missing: Int) {
        var tracker = SequenceTracker()
        #expect(numbers.map { tracker.observe($0) } == verdicts)
        #expect(tracker.missing == missing)
    }

    @Test("nothing is missing from a stream without numbers")
    func emptyStreamMissesNothing() {
        #expect(SequenceTracker().missing == 0)
    }

    @Test("every 97th dropped, every 101st doubled, pairs swapped: each is counted exactly")
    func faultsAreCountedExactly() {
        var sent: [Int] = []
        for number in 1...10_000 where number % 97 != 0 {
            sent.append(number)
            if number % 101 == 0 { sent.append(number) }
        }
        var swaps = 0
        for start in stride(from: 0, to: sent.count - 1, by: 50)
        where sent[start] % 101 != 0 && sent[start] + 1 == sent[start + 1] {
            sent.swapAt(start, start + 1)
            swaps += 1
        }
        var tracker = SequenceTracker()
        var counts: [SequenceTracker.Verdict: Int] = [:]
        for number in sent { counts[tracker.observe(number), default: 0] += 1 }
        #expect(tracker.missing == 10_000 / 97)
        #expect(counts[.duplicate] == 10_000 / 101 - 10_000 / (97 * 101))
        #expect(counts[.reordered] == swaps)
    }

    @Test("any order, loss and doubling is judged as by a model that stores every number", arguments: UInt64(1)...12)
    func agreesWithASet(seed: UInt64) {
        var random = FastRandom(seed: seed)
        let start = Int(random.below(1_000)) - 500
        var numbers = (start..<start + 1_500).filter { _ in random.below(10) != 0 }
        numbers += numbers.filter { _ in random.below(20) == 0 }
        // A whole shuffle for some seeds, neighbours changing places for the others.
        if seed % 3 == 0 {
            numbers.shuffle(using: &random)
        } else {
            for index in numbers.indices.dropLast(9) where random.below(4) == 0 {
                numbers.swapAt(index, index + Int(random.below(9)) + 1)
            }
        }
        var tracker = SequenceTracker()
        var seen: Set<Int> = []
        for number in numbers {
            let verdict: SequenceTracker.Verdict =
                seen.contains(number) ? .duplicate : number < seen.max() ?? .min ? .reordered : .inOrder
            seen.insert(number)
            #expect(tracker.observe(number) == verdict)
            let span = (seen.max() ?? 0) - (seen.min() ?? 0) + 1
            #expect(tracker.missing == span - seen.count)
        }
    }

    @Test("more gaps than are kept open stay counted as lost")
    func manyGapsStayCounted() {
        var tracker = SequenceTracker()
        for number in stride(from: 0, through: 40_000, by: 2) { #expect(tracker.observe(number) == .inOrder) }
        #expect(tracker.missing == 20_000)
    }
}
