internal import Timing

/// How a session leaves before the end of the run: with its user, or in the one-line form because it is one too many.
extension Session {
    /// When no further message is intended: at the end of the hold, when the run is cut short, or when it was told to leave.
    final var sendEnd: Instant { min(kind.holdEnd, loop.stoppedAt, retiredAt) }

    /// Sends nothing more that is not due by now, and is not dialled again.
    final func retire(at now: Instant) { retiredAt = min(retiredAt, now) }

    /// The user lets go of it: it ends as it may, and leaves the loop.
    final func release() {
        user = nil
        isReleased = true
        if state == .idle {
            state = .over
            if has(.redial) { loop.redialGivenUp() }
        }
        leaveWhenOver()
    }

    final func gone() {
        loop.socketGone()
        if isReleased || isOneTooMany { leaveWhenOver() }
    }

    private func leaveWhenOver() {
        if state == .over, !hasSocket { loop.dismiss(self) }
    }

    // MARK: - One too many

    private var isOneTooMany: Bool { user == nil && retiredAt != .distantFuture }

    /// It is not to be there any more, in the one-line form. A dial is cancelled. A session sends nothing that is not due
    /// by then, and closes as at the end of the run: once nothing awaits a reply, or when the graceful stop is over.
    final func leave(due: Instant, at now: Instant) {
        retire(at: due)
        // What it would have sent after that had it lived is not planned any more.
        kind.settleLapsed(of: index, until: due)
        guard isEstablished else {
            cancel()
            settle(at: now)
            return release()
        }
        guard !isQuiet else { return closeInOrder(at: now) }
        set(.limit, at: now + loop.plan.gracefulStop)
    }

    /// A session that is to leave has one answer less to wait for.
    final func awaitedLess(at now: Instant) {
        guard isQuiet else { return }
        if let user { user.becameQuiet(at: now) } else if !isReleased { closeInOrder(at: now) }
    }

    /// A Close that is not answered in time ends it uncleanly.
    final func closeInOrder(at now: Instant) {
        settle(at: now)
        close(at: now)
        set(.linger, at: now + LoopEngine.lingerLimit)
    }
}
