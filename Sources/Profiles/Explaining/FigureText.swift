/// Numbers for people.
enum FigureText {
    /// A whole number without a point, its thousands parted; else its shortest form.
    static func plain(_ value: Double) -> String {
        // More than six places say nothing that a person wrote.
        let value = (value * 1e6).rounded() / 1e6
        guard value == value.rounded(), abs(value) < 1e9 else { return "\(value)" }
        return grouped(Int(value))
    }

    static func grouped(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return value < 0 ? "-\(text)" : text
    }

    /// Where sums and products are no longer counted out.
    static let most = 1_000_000_000_000_000_000

    /// `1 session`, `1,000 sessions`.
    static func counted(_ value: Int, _ noun: String) -> String {
        guard value < most else { return "more than \(grouped(most)) \(noun)s" }
        return "\(grouped(value)) \(noun)\(value == 1 ? "" : "s")"
    }

    /// A share of 0 to 1 in percent.
    static func percent(_ share: Double) -> String { "\(plain(share * 100)) %" }
}
