internal import Timing

/// Whoever has deadlines on a loop: sessions, virtual users, and what brings them about. Confined to the loop's thread.
class LoopMember {
    /// Strong, because an unowned reference is counted at every use; the loop lets go of its members when it ends.
    final let loop: LoopEngine
    /// Its place among the members of the loop.
    final private(set) var slot: Int32 = -1
    /// Which deadlines are still meant: those set under an earlier ticket are stale.
    final private(set) var ticket: UInt32 = 0

    init(loop: LoopEngine) {
        self.loop = loop
        slot = loop.admit(self)
        renewTicket()
    }

    /// Makes every deadline stale that was set so far.
    final func renewTicket() { ticket = loop.nextTicket() }

    final func set(deadline kind: DeadlineQueue.Kind, at due: Instant) {
        loop.add(DeadlineQueue.Entry(due: due, member: slot, ticket: ticket, kind: kind))
    }

    /// A deadline of this ticket has come.
    func reached(_ entry: DeadlineQueue.Entry, at now: Instant) {}
}
