/// A small seeded generator: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators",
/// OOPSLA 2014). Eight bytes of state and a few multiplications a number, so every loop owns one and nothing is shared.
/// Not for secrets.
package struct FastRandom: RandomNumberGenerator, Sendable, Equatable {
    package var state: UInt64

    @inlinable
    package init(seed: UInt64) { state = seed }

    /// The generator of one of many streams (a loop, a session) of the same seed; neighbours share no visible pattern.
    package init(seed: UInt64, stream: Int) {
        var mixer = FastRandom(seed: seed ^ (UInt64(truncatingIfNeeded: stream) &* 0xA24B_AED4_963E_E407))
        state = mixer.next()
    }

    @inlinable
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A fraction in 0..<1, from the 53 bits that a double keeps.
    @inlinable
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number in 0..<bound: the high half of a product, whose bias is below 2⁻³² for every bound below 2³².
    @inlinable
    package mutating func below(_ bound: UInt64) -> UInt64 { bound.multipliedFullWidth(by: next()).high }
}
