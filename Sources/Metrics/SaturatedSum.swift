extension Int {
    /// The sum, or the largest number there is: a target may send numbers of any size along, and a count that does not
    /// fit must not end the run.
    @inline(__always)
    package func addingSaturated(_ other: Int) -> Int {
        let (sum, isTooLarge) = addingReportingOverflow(other)
        return isTooLarge ? (other > 0 ? .max : .min) : sum
    }
}
