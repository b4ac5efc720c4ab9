internal import Foundation
internal import Metrics

/// Failures by type, name and words, with the second in which each was seen first and last: found by comparing the
/// counts of one second with those of the second before.
struct LocustFailures: Sendable {
    private struct Key: Hashable {
        let type: String
        let name: String
        let error: String
    }

    private struct Sighting {
        var count: Int
        let first: Double
        var last: Double
    }

    static let columns = ["Method", "Name", "Error", "Occurrences", "First Seen", "Last Seen"]

    private var sightings: [Key: Sighting] = [:]

    /// - Parameters:
    ///   - total: of the run so far.
    ///   - unixSeconds: now.
    mutating func see(_ total: Interval, at unixSeconds: Double) {
        for (key, count) in Self.counts(total) {
            guard let seen = sightings[key] else {
                sightings[key] = Sighting(count: count, first: unixSeconds, last: unixSeconds)
                continue
            }
            guard seen.count != count else { continue }
            sightings[key]?.count = count
            sightings[key]?.last = unixSeconds
        }
    }

    /// The most frequent first.
    private var sorted: [(key: Key, value: Sighting)] {
        sightings.sorted { left, right in
            guard left.value.count == right.value.count else { return left.value.count > right.value.count }
            let (one, other) = (left.key, right.key)
            return (one.type, one.name, one.error) < (other.type, other.name, other.error)
        }
    }

    /// The table as Locust's web page asks for it.
    var tree: JSONTree {
        .list(
            sorted.map { key, seen in
                .object([
                    ("method", .text(key.type)), ("name", .text(key.name)), ("error", .text(key.error)),
                    ("occurrences", .integer(seen.count)), ("first_seen", .number(seen.first)),
                    ("last_seen", .number(seen.last)),
                ])
            })
    }

    /// The table as a file.
    var text: String {
        let rows = sorted.map { key, seen in
            [
                key.type, CSVText.harmless(key.name), CSVText.harmless(key.error), "\(seen.count)",
                Self.time(seen.first),
                Self.time(seen.last),
            ]
        }
        return ([Self.columns] + rows).map(CSVText.line).joined()
    }

    /// Of all scenarios together.
    private static func counts(_ total: Interval) -> [Key: Int] {
        FailureCounts.of(total).reduce(into: [:]) { counts, failure in
            let (type, name) = LocustRows.step(failure.key.name)
            counts[Key(type: type, name: name, error: failure.key.cause), default: 0] += failure.value
        }
    }

    private static func time(_ unixSeconds: Double) -> String {
        Date(timeIntervalSince1970: unixSeconds.rounded(.down)).ISO8601Format()
    }
}
