/// The timestamps of a history, in whole seconds of Unix time: each is another. Harvests come once a second but for the
/// last, and not to the microsecond; one that ends in a second that has a row is of the next.
struct LocustStamps: Sendable {
    private var last = Int.min

    mutating func next(_ unixSeconds: Double) -> Int {
        last = max(Int(unixSeconds), last == .min ? .min : last + 1)
        return last
    }
}
