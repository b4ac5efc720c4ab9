package import Timing

/// What became of every attempt. `attempts` equals the sum of the entries once the run is over; until then the
/// difference is what is under way.
package struct Ledger: Sendable, Equatable {
    package private(set) var attempts = 0
    package private(set) var entries: [LedgerEntry: Int] = [:]
    /// Of the entries, those whose closing handshake was not finished by the peer.
    package private(set) var unclean = 0
    package private(set) var ages = EndingAges()

    package init() {}

    package mutating func attempt() { attempts += 1 }

    /// - Parameters:
    ///   - entry: the attempt's only one.
    ///   - isUnclean: whether the peer did not finish the closing handshake.
    ///   - age: how long it was a session; nil if it never was.
    package mutating func end(_ entry: LedgerEntry, unclean isUnclean: Bool = false, age: Nanoseconds? = nil) {
        entries[entry, default: 0] += 1
        if let age { ages.count(age, isByUs: entry.isByUs) }
        if isUnclean { unclean += 1 }
    }

    package mutating func merge(_ other: Ledger) {
        attempts += other.attempts
        unclean += other.unclean
        ages.merge(other.ages)
        entries.merge(other.entries, uniquingKeysWith: +)
    }

    package func count(_ entry: LedgerEntry) -> Int { entries[entry, default: 0] }

    /// Failed dials by cause.
    package var connectFailures: [String: Int] {
        table { if case .connectFailed(let cause) = $0 { cause.rawValue } else { nil } }
    }

    /// Of the failed dials, those that failed for what the generator lacks, whatever the target does.
    package var exhausted: Int {
        count(.connectFailed(.fdExhausted)) + count(.connectFailed(.addressExhausted))
    }

    package var connectFailed: Int { connectFailures.values.reduce(0, +) }

    /// Whether any dial was answered, be it with a refusal.
    package var isAnswered: Bool {
        established > 0
            || entries.keys.contains { if case .connectFailed(let cause) = $0 { cause.isAnswer } else { false } }
    }

    /// Sessions that we closed, by code; `eof` where the protocol has none.
    package var closedByClient: [String: Int] {
        table { if case .closedByClient(let code) = $0 { code.map { "\($0)" } ?? "eof" } else { nil } }
    }

    /// Sessions that the peer closed, by code or by the word for its end.
    package var closedByPeer: [String: Int] {
        table { if case .closedByPeer(let close) = $0 { close.word } else { nil } }
    }

    /// How often sessions ended in each way, without codes.
    package var endings: [String: Int] {
        table(\.ending)
    }

    /// Sessions that ended because we ended them, or because all had come that was to come.
    package var endedByUs: Int { ages.byUs.reduce(0, +) }

    /// Sessions that ended in any other way.
    package var endedOtherwise: Int { ages.otherwise.reduce(0, +) }

    /// Attempts that became sessions. Exact once the run is over.
    package var established: Int { attempts - connectFailed - count(.cancelled) }

    /// Whether every attempt has its one entry.
    package var isBalanced: Bool { attempts == entries.values.reduce(0, +) }

    private func table(_ key: (LedgerEntry) -> String?) -> [String: Int] {
        var result: [String: Int] = [:]
        for (entry, count) in entries {
            if let key = key(entry) { result[key, default: 0] += count }
        }
        return result
    }
}
