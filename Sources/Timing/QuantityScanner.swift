/// Reads plain decimal numbers and the unit letters after them. No sign, no exponent, no hexadecimal: what
/// `Double.init` accepts beyond that (`1e3`, `inf`, `0x10`) is more often a slip than a wish on a command line.
struct QuantityScanner {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    var isAtEnd: Bool { rest.isEmpty }

    /// The digits of the next number, with at most one point between them; nil when none comes next.
    mutating func number() -> Substring? {
        let whole = rest.prefix(while: \.isDecimalDigit)
        guard !whole.isEmpty || rest.first == "." else { return nil }
        var end = whole.endIndex
        if end < rest.endIndex, rest[end] == "." {
            let fraction = rest[rest.index(after: end)...].prefix(while: \.isDecimalDigit)
            guard !fraction.isEmpty else { return nil }
            end = fraction.endIndex
        }
        defer { rest = rest[end...] }
        return rest[..<end]
    }

    /// Everything up to the next digit or point.
    mutating func unit() -> Substring {
        let unit = rest.prefix { !$0.isDecimalDigit && $0 != "." }
        rest = rest[unit.endIndex...]
        return unit
    }
}

extension Character {
    /// An ASCII digit; `isNumber` also holds for `½` and for Arabic digits.
    fileprivate var isDecimalDigit: Bool { ("0"..."9").contains(self) }
}
