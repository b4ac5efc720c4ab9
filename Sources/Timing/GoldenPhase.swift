/// Phases that spread sessions evenly over a period, however many there are: the fraction of index × 1/φ. Any run of
/// consecutive indexes leaves gaps of at most three lengths (the three-gap theorem), so sessions never send together.
package enum GoldenPhase {
    /// 2^64 / φ, rounded to odd: the multiplication wraps, so the product is the fraction in units of 2^-64, without
    /// the digits that a floating-point product would lose at large indexes.
    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The phase of session `index`, 0..<1.
    package static func phase(of index: Int) -> Double {
        let fraction = UInt64(truncatingIfNeeded: index) &* step
        return Double(fraction >> 11) * 0x1p-53
    }
}
