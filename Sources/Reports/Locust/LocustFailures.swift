internal import Foundation
internal import Metrics

/// Failures by method, name and words, of all scenarios together, with the second in which each was seen first and last.
struct LocustFailures: Sendable {
    private struct Key: Hashable {
        let label: LocustLabel
        let error: String
    }

    private struct Seen {
        var count = 0
        /// Since the start of the run, in seconds.
        var first = Double.infinity
        var last = 0.0
    }

    private static let columns = ["Method", "Name", "Error", "Occurrences", "First Seen", "Last Seen"]

    private var seen: [Key: Seen] = [:]
    /// When the run began, in seconds of Unix time.
    private let start: Double

    init(start: Double) { self.start = start }

    /// Adds failures that no profile expects.
    ///
    /// - Parameters:
    ///   - failure: what failed, and why.
    ///   - count: how often.
    ///   - times: when the first and the last of them were seen, in seconds since the start of the run.
    ///   - labels: of steps that make requests.
    mutating func add(
        _ failure: ErrorTable.Key, _ count: Int, seen times: ClosedRange<Double>, _ labels: RequestLabels
    ) {
        guard !failure.isExpected else { return }
        let label = labels.label(of: failure)
        // A row of the protocol's has failures of many steps: what people named theirs is told with the words.
        let isNamed = LocustLabel(of: failure.step) != nil && failure.name != failure.step.rawValue
        let error = isNamed ? "\(failure.name): \(failure.cause)" : failure.cause
        var sum = seen[Key(label: label, error: error)] ?? Seen()
        sum.count = sum.count.addingSaturated(count)
        sum.first = min(sum.first, times.lowerBound)
        sum.last = max(sum.last, times.upperBound)
        seen[Key(label: label, error: error)] = sum
    }

    /// The most frequent first.
    private var sorted: [(key: Key, value: Seen)] {
        seen.sorted { left, right in
            guard left.value.count == right.value.count else { return left.value.count > right.value.count }
            return (left.key.label, left.key.error) < (right.key.label, right.key.error)
        }
    }

    /// The table as Locust's web page asks for it.
    var tree: JSONTree {
        .list(
            sorted.map { key, seen in
                .object([
                    ("method", .text(key.label.type)), ("name", .text(key.label.name)), ("error", .text(key.error)),
                    ("occurrences", .integer(seen.count)), ("first_seen", .number(start + seen.first)),
                    ("last_seen", .number(start + seen.last)),
                ])
            })
    }

    /// The table as a file.
    var text: String {
        let rows = sorted.map { key, seen in
            key.label.cells + [CSVText.harmless(key.error), "\(seen.count)", time(seen.first), time(seen.last)]
        }
        return ([Self.columns] + rows).map(CSVText.line).joined()
    }

    private func time(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: (start + seconds).rounded(.down)).ISO8601Format()
    }
}
