internal import Timing

/// What brings sessions and users about on a loop, and takes them down: the one-line form's ramp, or a scenario of a
/// profile.
class LoadSource: LoopMember {
    /// Whether the loop must look by itself how late it wakes, because nothing else wakes it often enough.
    var wantsProbes: Bool { true }

    /// What may still come: dials and starts that are planned, and users under way.
    var ahead: Int { 0 }

    /// The run begins at this instant.
    func begin(at start: Instant) {}

    /// Those that are to come, the soonest first.
    final private(set) var changes: [(change: LoadChange, at: Instant)] = []

    /// People want another load from this instant on.
    final func change(_ change: LoadChange, at instant: Instant) {
        guard isMeant(by: change) else { return }
        changes.append((change, instant))
        set(deadline: .change, at: instant)
    }

    /// Whether it is this source's load that is to change.
    func isMeant(by change: LoadChange) -> Bool { true }

    /// The instant of a change has come: everything that was due before it has been done.
    func takeUp(_ change: LoadChange, from instant: Instant, at now: Instant) {}

    override func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {
        guard entry.kind == .change, !loop.isStopping, let (change, instant) = changes.first else { return }
        changes.removeFirst()
        takeUp(change, from: instant, at: now)
    }

    /// The hold is over: what was due within it still begins.
    func takeUpLast(at now: Instant) {}

    /// The hold is over: nothing new begins, and what is under way may end.
    func drain(at now: Instant) {}

    /// The drain is over: everything ends.
    func close(at now: Instant) {}

    /// The loop ends; everything is closed.
    func finish() {}
}
