/// Whole numbers as ASCII digits, written and read in place.
///
/// Hot path: nothing here allocates.
enum DecimalText {
    /// The most digits of a number, its sign included.
    static let maximumLength = 20

    /// How many digits a number has; it must not be negative.
    static func length(of number: Int) -> Int {
        var length = 1
        var rest = number
        while rest >= 10 {
            length += 1
            rest /= 10
        }
        return length
    }

    /// Writes a number that is not negative; there must be room for its digits. Returns how many there are.
    static func write(_ number: Int, to buffer: UnsafeMutableRawBufferPointer) -> Int {
        let length = length(of: number)
        var rest = number
        // Safe: the subscript checks its bound in debug builds, and the caller granted room for every digit.
        for place in stride(from: length - 1, through: 0, by: -1) {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            unsafe buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
        return length
    }

    /// Reads the digits at the start, up to the first byte that is none; nil when there is no digit, or more than
    /// eighteen, which every `Int` holds.
    static func read(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var number = 0
        var count = 0
        for place in 0..<bytes.count {
            // Safe: `place` is below the count.
            let byte = unsafe bytes[place]
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { break }
            count += 1
            guard count <= 18 else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return count == 0 ? nil : number
    }
}
