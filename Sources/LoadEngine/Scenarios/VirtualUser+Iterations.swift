internal import Metrics
internal import Timing

/// From the beginning of an iteration to its end.
extension VirtualUser {
    /// What an iteration that has begun comes to: complete or interrupted, and nothing between them.
    enum IterationEnd {
        /// Its steps are done, or could not go on; or its session was held open for as long as was planned.
        case complete
        /// The end of the run, or of the user's time, cut it short.
        case interrupted
    }

    func beginIteration(intended: Instant, at now: Instant) {
        phase = .working
        self.intended = intended
        due = intended
        startedAt = now
        isVoid = false
        do {
            try values.beginIteration(load.pools, random: &loop.random)
        } catch {
            load.recorder.addError(.data, name: error.source, cause: DataExhausted.cause)
            load.couldNotBegin()
            return leave(at: now)
        }
        cursors = [StepCursor(load.steps)]
        run(at: now)
    }

    /// The steps are done, or cannot go on.
    func endIteration(_ end: IterationEnd = .complete, at now: Instant) {
        cursors = []
        if isLoggingIn, end == .complete { loop.loginEnded(failed: true) }
        isLoggingIn = false
        awaited = .nothing
        renewTicket()
        if isHeld {
            guard session != nil || stream != nil, !isRetiring else {
                count(end, at: now)
                return leave(at: now)
            }
            phase = .held
            owesNothing()
            return awaitRetirement()
        }
        letGo(at: now)
        count(end, at: now)
        guard !isRetiring, !load.isDraining else { return leave(at: now) }
        guard let next = load.nextStart(of: self, after: intended, at: now) else {
            phase = .free
            owesNothing()
            return awaitRetirement()
        }
        awaitRetirement()
        phase = .resting
        intended = next
        // Also at once it is the loop's to come back to: others have their turn in between.
        set(deadline: next > now ? .resume : .turn, at: max(next, now))
    }

    func count(_ end: IterationEnd, at now: Instant) {
        // A session held open that never was is no iteration, as in the one-line form.
        guard !isVoid else { return }
        switch end {
        case .complete:
            load.recorder.add(.iterations)
            load.recorder.record(.iterationDuration, now - startedAt)
        case .interrupted: load.recorder.add(.interruptedIterations)
        }
    }

    /// Whether a session or stream of it is there, or will be again.
    var holdsSession: Bool { session?.wasEstablished == true || stream?.wasEstablished == true }

    /// Of all that is owed when the run ends, its work is done.
    func owesNothing() {
        guard isOwing else { return }
        isOwing = false
        loop.owed -= 1
    }

    func owes() {
        guard !isOwing else { return }
        isOwing = true
        loop.owed += 1
    }
}
