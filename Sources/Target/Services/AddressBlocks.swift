internal import Timing

/// Blocks addresses that fail too often to log in, for a time.
struct AddressBlocks {
    private var failures = RateLimiter()
    private var blocked = BoundedTable<String, Instant>(capacity: 100_000)

    /// Until when an address is blocked; nil when it is not.
    mutating func end(of address: String, at instant: Instant) -> Instant? {
        guard blocked.count > 0, let end = blocked[address] else { return nil }
        guard end <= instant else { return end }
        blocked.remove(address)
        return nil
    }

    /// Counts a failed login.
    mutating func failed(from address: String, _ settings: ServiceSettings, at instant: Instant) {
        let standing = failures.take(address, settings.failuresOfAddress, at: instant)
        if standing.remaining == 0 { blocked.set(address, to: instant + settings.blockTime) }
    }
}
