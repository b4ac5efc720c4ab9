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

    /// People want another load from this instant on.
    func change(_ change: LoadChange, at instant: Instant) {}

    /// The hold is over: what was due within it still begins.
    func takeUpLast(at now: Instant) {}

    /// The hold is over: nothing new begins, and what is under way may end.
    func drain(at now: Instant) {}

    /// The drain is over: everything ends.
    func close(at now: Instant) {}

    /// The loop ends; everything is closed.
    func finish() {}
}
