/// The share of one loop among several: loop k of n owns every n-th session, arrival or dial.
package struct Stripe: Sendable, Hashable {
    package let index: Int
    package let width: Int

    package init(index: Int, of width: Int) {
        precondition(width > 0 && (0..<width).contains(index), "a stripe is one of at least one")
        self.index = index
        self.width = width
    }

    /// Whether the one of this run-wide index belongs to this stripe.
    package func owns(_ index: Int) -> Bool { index % width == self.index }

    /// How many of the stripe come before this one of it.
    package func local(_ index: Int) -> Int { index / width }

    /// The run-wide index of this stripe's `local`-th.
    package func global(_ local: Int) -> Int { local * width + index }

    /// How many of the first `total` run-wide belong to this stripe.
    package func count(of total: Int) -> Int { total <= index ? 0 : (total - index - 1) / width + 1 }
}
