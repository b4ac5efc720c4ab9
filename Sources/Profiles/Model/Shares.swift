/// A whole number shared out by weight: each share is the exact part rounded down, and what is left goes one each to the
/// largest remainders, of equal ones to the first. So the shares add up to the whole, whatever the weights.
enum Shares {
    static func of(_ whole: Int, by weights: [Int]) -> [Int] {
        let sum = weights.reduce(0, +)
        precondition(whole >= 0 && sum > 0, "something is shared among somebody")
        // In 128 bits: a total of arrivals times a weight is more than 64 hold.
        let parts = weights.map { (Int128(whole) * Int128($0)).quotientAndRemainder(dividingBy: Int128(sum)) }
        var shares = parts.map { Int($0.quotient) }
        let left = whole - shares.reduce(0, +)
        let order = parts.indices.sorted { (parts[$1].remainder, $0) < (parts[$0].remainder, $1) }
        for index in order.prefix(left) { shares[index] += 1 }
        return shares
    }
}
