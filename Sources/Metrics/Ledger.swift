/// Why an attempt did not become a session: one word, open because HTTP has as many as it has statuses.
package struct ConnectCause: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    /// The name did not resolve.
    package static let dns = ConnectCause(rawValue: "dns")
}

/// How a peer ended a session in order.
package enum PeerClose: Hashable, Sendable {
    /// A Close code as on the wire; 1005 when the Close had none (RFC 6455 §7.1.5).
    case code(Int)
    /// An event stream's body ended.
    case endOfStream
    /// HTTP 204: an event stream that is not to be asked for again.
    case noContent

    package var word: String {
        switch self {
        case .code(let code): "\(code)"
        case .endOfStream: "eof"
        case .noContent: "no_content"
        }
    }
}

/// The one entry in which an attempt ends.
package enum LedgerEntry: Hashable, Sendable {
    case connectFailed(ConnectCause)
    case closedByClient(code: Int)
    case closedByPeer(PeerClose)
    /// A cap or an end marker was reached: success.
    case completed
    /// Gone with no Close frame.
    case lost
    case pongTimeout
    case stalled
    case protocolError
    /// Not yet established when the run ended.
    case cancelled
}

/// What became of every attempt. `attempts` equals the sum of the entries once the run is over; until then the
/// difference is what is under way.
package struct Ledger: Sendable, Equatable {
    package private(set) var attempts = 0
    package private(set) var entries: [LedgerEntry: Int] = [:]
    /// Of the entries, those whose closing handshake was not finished by the peer.
    package private(set) var unclean = 0

    package init() {}

    package mutating func attempt() { attempts += 1 }

    package mutating func end(_ entry: LedgerEntry, unclean isUnclean: Bool = false) {
        entries[entry, default: 0] += 1
        if isUnclean { unclean += 1 }
    }

    package mutating func merge(_ other: Ledger) {
        attempts += other.attempts
        unclean += other.unclean
        entries.merge(other.entries, uniquingKeysWith: +)
    }

    package func count(_ entry: LedgerEntry) -> Int { entries[entry, default: 0] }

    /// Failed dials by cause.
    package var connectFailures: [String: Int] { table { if case .connectFailed(let cause) = $0 { cause.rawValue } else { nil } } }
    package var connectFailed: Int { connectFailures.values.reduce(0, +) }
    package var closedByClient: [String: Int] { table { if case .closedByClient(let code) = $0 { "\(code)" } else { nil } } }
    package var closedByPeer: [String: Int] { table { if case .closedByPeer(let close) = $0 { close.word } else { nil } } }

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

/// Failures in words, grouped; bounded, because a target can word them without end.
package struct ErrorTable: Sendable, Equatable {
    package struct Key: Hashable, Sendable {
        package let scenario: String
        package let name: String
        package let cause: String
        /// Whether the profile said that this may happen.
        package let isExpected: Bool
    }

    private static let limit = 1_000
    package private(set) var counts: [Key: Int] = [:]

    package init() {}

    package mutating func add(_ key: Key, count: Int = 1) {
        guard counts[key] != nil || counts.count < Self.limit else {
            let other = Key(scenario: key.scenario, name: key.name, cause: "other", isExpected: key.isExpected)
            counts[other, default: 0] += count
            return
        }
        counts[key, default: 0] += count
    }

    package mutating func merge(_ other: ErrorTable) {
        for (key, count) in other.counts { add(key, count: count) }
    }
}
