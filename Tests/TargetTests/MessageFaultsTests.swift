import Testing

@testable import Target

@Suite("Faults as values")
struct MessageFaultsTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let claim: String
        var drop: Int?
        var duplicate: Int?
        var swap: Int?
        let count: Int
        /// What leaves, in order; a message still held at the end is not in it.
        let leaves: [Int]
        var testDescription: String { claim }
    }

    @Test(
        "Every n-th message meets the first rule that counts it",
        arguments: [
            Row(claim: "no rule changes nothing", count: 4, leaves: [1, 2, 3, 4]),
            Row(claim: "every third is dropped", drop: 3, count: 7, leaves: [1, 2, 4, 5, 7]),
            Row(claim: "every third leaves twice", duplicate: 3, count: 6, leaves: [1, 2, 3, 3, 4, 5, 6, 6]),
            Row(claim: "every third follows its successor", swap: 3, count: 7, leaves: [1, 2, 4, 3, 5, 7, 6]),
            Row(claim: "a last message has no successor", swap: 3, count: 6, leaves: [1, 2, 4, 3, 5]),
            Row(claim: "swapping every message exchanges pairs", swap: 1, count: 4, leaves: [2, 1, 4, 3]),
            Row(claim: "a dropped successor is none", drop: 4, swap: 3, count: 5, leaves: [1, 2, 5, 3]),
            Row(
                claim: "a duplicated successor leaves whole", duplicate: 4, swap: 3, count: 5,
                leaves: [1, 2, 4, 4, 3, 5]),
            Row(
                claim: "drop goes before duplicate, duplicate before swap", drop: 4, duplicate: 3, swap: 2, count: 12,
                leaves: [1, 3, 3, 2, 5, 6, 6, 7, 9, 9, 11, 10]),
        ])
    func rules(_ row: Row) {
        var plan = FaultPlan()
        plan.dropEvery = row.drop
        plan.duplicateEvery = row.duplicate
        plan.swapEvery = row.swap
        var faults = MessageFaults(plan)
        var leaves: [Int] = []
        var held: Int?
        for number in 1...row.count {
            switch faults.next() {
            case .drop: break
            case .hold: held = number
            case .send(let copies): leaves += Array(repeating: number, count: copies)
            case .sendBeforeHeld(let copies):
                leaves += Array(repeating: number, count: copies) + [held].compactMap(\.self)
                held = nil
            }
        }
        #expect(leaves == row.leaves)
        #expect(faults.isHolding == (held != nil))
    }

    @Test("A released message is followed by the next as if it had never been held")
    func release() {
        var plan = FaultPlan()
        plan.swapEvery = 2
        var faults = MessageFaults(plan)
        #expect(faults.next() == .send(copies: 1))
        #expect(faults.next() == .hold)
        faults.release()
        #expect(faults.next() == .send(copies: 1))
        #expect(faults.next() == .hold)
    }

    @Test("A handshake that both rules count is refused")
    func handshakes() {
        var plan = FaultPlan()
        plan.refuse = FaultPlan.Refusal(every: 3, status: 503)
        plan.hangEvery = 2
        var faults = HandshakeFaults(plan)
        let fates = (1...6).map { _ in faults.next() }
        #expect(fates == [.answer, .hang, .refuse(status: 503), .hang, .answer, .refuse(status: 503)])
    }
}
