internal import JSON
package import Profiles
internal import Timing

/// A condition ready to be tried on one reply after another. Belongs to one loop.
package struct CompiledCondition {
    private let subject: Condition.Subject
    private let test: Test

    private enum Test {
        case exists, missing
        case compares(Condition.Comparison, Comparand)
        case contains([UInt8])
        case matches(CompiledPattern)
        case isTimed(Condition.Comparison, Nanoseconds)
    }

    package init(_ condition: Condition) {
        subject = condition.subject
        test =
            switch condition.test {
            case .exists: .exists
            case .missing: .missing
            case .contains(let text): .contains(Array(text.utf8))
            case .matches(let pattern): .matches(CompiledPattern(pattern))
            case .compares(let comparison, let value):
                // Judged when the profile was read.
                if condition.subject == .time, let time = try? DurationText.parse(value) {
                    .isTimed(comparison, time)
                } else {
                    .compares(comparison, Comparand(value))
                }
            }
    }

    /// What is not there fulfils no comparison, not even that with something else. A null is not there.
    package func holds(_ reply: Reply) -> Bool {
        switch subject {
        case .status: holds("\(reply.status)")
        case .time:
            if case .isTimed(let comparison, let time) = test { comparison.holds(reply.time, time) } else { false }
        case .body: holdsBody(reply)
        case .header(let name): holds(reply.header(name.lowercased()))
        case .json(let path): holdsJSON(path, in: reply.body)
        }
    }

    private func holds(_ text: String?) -> Bool {
        guard let text else {
            if case .missing = test { return true }
            return false
        }
        switch test {
        case .exists: return true
        case .missing, .isTimed: return false
        case .compares(let comparison, let expected): return expected.holds(comparison, for: text)
        case .contains(let part): return ByteSearch.contains(part, in: Array(text.utf8))
        case .matches(let pattern): return pattern.matches(text)
        }
    }

    private func holdsBody(_ reply: Reply) -> Bool {
        switch test {
        case .exists: !reply.body.isEmpty
        case .missing: reply.body.isEmpty
        case .contains(let part): ByteSearch.contains(part, in: reply.body)
        case .compares, .matches, .isTimed: holds(reply.text)
        }
    }

    private func holdsJSON(_ path: JSONPath, in body: [UInt8]) -> Bool {
        let value = JSONScanner.value(at: path, in: body.span)
        if value?.kind == .null, case .compares = test { return holds("null") }
        return holds(value.flatMap { $0.kind == .null ? nil : JSONScanner.text(of: $0, in: body.span) })
    }
}

/// The right side of a comparison.
struct Comparand: Sendable, Equatable {
    let text: String
    private let number: Number?

    init(_ text: String) {
        self.text = text
        number = Number(text)
    }

    /// Compares as numbers where both sides are, else as texts.
    func holds(_ comparison: Condition.Comparison, for other: String) -> Bool {
        guard let number, let otherNumber = Number(other) else { return comparison.holds(other, text) }
        return comparison.holds(otherNumber, number)
    }

    /// Whole numbers are compared whole: a double would take large ones for each other.
    private enum Number: Equatable, Comparable {
        case whole(Int)
        case fraction(Double)

        init?(_ text: String) {
            if let whole = Int(text), text.first != "+" {
                self = .whole(whole)
            } else if text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let fraction = Double(text) {
                self = .fraction(fraction)
            } else {
                return nil
            }
        }

        private var double: Double {
            switch self {
            case .whole(let whole): Double(whole)
            case .fraction(let fraction): fraction
            }
        }

        static func == (left: Number, right: Number) -> Bool {
            if case .whole(let left) = left, case .whole(let right) = right { return left == right }
            return left.double == right.double
        }

        static func < (left: Number, right: Number) -> Bool {
            if case .whole(let left) = left, case .whole(let right) = right { return left < right }
            return left.double < right.double
        }
    }
}

extension Condition.Comparison {
    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .unequal: left != right
        case .atMost: left <= right
        case .atLeast: left >= right
        case .less: left < right
        case .greater: left > right
        }
    }
}
