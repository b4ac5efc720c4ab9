internal import Timing

/// With which event a connection begins, and what that makes of those that its client missed; as a value.
///
///     Last-Event-ID: 4, two events missed      first   then       counted
///     as it should be                          5       5 6 7 …    replayed 2
///     skips what was missed                    7       7 8 9 …    skipped 2
///     repeats three                            2       2 3 4 …    replayed 2, repeated 3
///
/// Everything before `firstLive` is due at once.
struct ResumePoint: Equatable {
    /// The number of the first event that is sent.
    let first: Int
    /// The number of the first event that has a time of its own.
    let firstLive: Int
    let replayed: Int
    let skipped: Int
    let repeated: Int

    /// A stream's beginning, or the next event of one that is under way.
    init(startingAt number: Int = 1) {
        first = number
        firstLive = number
        replayed = 0
        skipped = 0
        repeated = 0
    }

    /// - Parameters:
    ///   - last: the number of the last event that the client has.
    ///   - missed: how many events after it were due while the client was away.
    ///   - faults: whether they are sent, and what is sent again.
    init(after last: Int, missed: Int, faults: EventFaults) {
        firstLive = last + missed + 1
        skipped = faults.skipsMissed ? missed : 0
        replayed = missed - skipped
        repeated = min(faults.repeated, last)
        first = last + skipped + 1 - repeated
    }

    /// What a `Last-Event-ID` says: a number that may have been sent. Anything else begins anew.
    static func lastNumber(_ text: String?) -> Int? {
        guard let text, let number = Int(text), (0...1_000_000_000_000).contains(number) else { return nil }
        return number
    }
}
