/// Which handshakes of a server are refused or left without an answer, as a value. Handshake n (from 1) that is a
/// multiple of both is refused.
struct HandshakeFaults: Equatable {
    enum Fate: Equatable {
        case answer
        case refuse(status: Int)
        case hang
    }

    private let refuse: FaultPlan.Refusal?
    private let hangEvery: Int?
    private var count = 0

    init(_ plan: FaultPlan) {
        refuse = plan.refuse
        hangEvery = plan.hangEvery
    }

    mutating func next() -> Fate {
        count += 1
        if let refuse, count.isMultiple(of: refuse.every) { return .refuse(status: refuse.status) }
        if let hangEvery, count.isMultiple(of: hangEvery) { return .hang }
        return .answer
    }
}
