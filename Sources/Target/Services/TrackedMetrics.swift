/// What clients told about themselves, added up by name.
struct TrackedMetrics {
    struct Sum: Equatable {
        var count = 0
        var sum = 0.0
        var least = Double.infinity
        var most = -Double.infinity

        mutating func add(_ value: Double) {
            count += 1
            sum += value
            least = min(least, value)
            most = max(most, value)
        }
    }

    /// More names than this are refused, so that an export has an end.
    static let mostNames = 1_000

    private(set) var sums: [String: Sum] = [:]

    /// - Returns: false when there is no room for another name.
    mutating func track(_ name: String, _ value: Double) -> Bool {
        guard sums[name] != nil || sums.count < Self.mostNames else { return false }
        sums[name, default: Sum()].add(value)
        return true
    }

    /// Letters, digits and underscores, not beginning with a digit; dots too.
    static func isName(_ text: String) -> Bool {
        guard 1...128 ~= text.utf8.count, let first = text.utf8.first else { return false }
        return isLetter(first) && text.utf8.allSatisfy { isLetter($0) || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    /// In Prometheus' text format, version 0.0.4: a summary of each name, in order.
    var exposition: String {
        sums.sorted { $0.key < $1.key }.map { name, sum in
            let name = name.replacing(".", with: "_")
            return "# TYPE \(name) summary\n\(name)_sum \(sum.sum)\n\(name)_count \(sum.count)\n"
        }.joined()
    }
}
