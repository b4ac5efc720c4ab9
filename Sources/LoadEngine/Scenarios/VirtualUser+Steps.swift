internal import Metrics
internal import Profiles
internal import Timing

/// Step after step.
extension VirtualUser {
    enum Outcome {
        /// The next step follows at once.
        case done
        /// Something will bring the user on.
        case pending
        /// The iteration cannot go on.
        case over
        /// Nor would it, were it not for the end of the run.
        case interrupted
    }

    /// Goes on with the steps until one of them has to be waited for.
    func run(at now: Instant) {
        // What ends within its own step is gone on with when the step has returned.
        guard !isStepping else {
            isReady = true
            return
        }
        isStepping = true
        var outcome = Outcome.done
        repeat {
            isReady = false
            outcome = step(at: now)
            if case .pending = outcome, isReady { outcome = .done }
        } while outcome == .done && phase == .working
        isStepping = false
        guard phase == .working else { return }
        if outcome == .over { endIteration(at: now) }
        if outcome == .interrupted { endIteration(.interrupted, at: now) }
    }

    private func step(at now: Instant) -> Outcome {
        if !isLoggingIn, isLoginDue(at: now), let login = load.login {
            isLoggingIn = true
            loginFailed = false
            loginAt = now
            cursors.append(StepCursor(login))
        }
        guard let cursor = cursors.last else { return .over }
        guard cursor.next < cursor.sequence.steps.count else { return endSequence(cursor, at: now) }
        let isTopLevel = cursors.count == 1
        if isTopLevel, cursor.next > 0, !hasThought, let think = load.scenario.think {
            hasThought = true
            return pause(until: due(at: now) + think.draw(&loop.random), at: now)
        }
        hasThought = false
        // What is held open is over with the run, however many steps are left.
        if isHeld, load.isDraining { return .interrupted }
        cursors[cursors.count - 1].next += 1
        return take(cursor.sequence.steps[cursor.next], at: now)
    }

    /// A list has come to its end: it begins again, or the one around it goes on.
    private func endSequence(_ cursor: StepCursor, at now: Instant) -> Outcome {
        let last = cursors.count - 1
        switch cursor.repetition {
        case .times(let left) where left > 0:
            cursors[last].repetition = .times(left - 1)
        case .until(let end) where now < end: break
        default:
            cursors.removeLast()
            if isLoggingIn, cursor.sequence === load.login { return endLogin(at: now) }
            return cursors.isEmpty ? .over : .done
        }
        cursors[last].next = 0
        // A loop of steps that wait for nothing must leave others their turn.
        return pause(until: now, at: now)
    }

    private func take(_ step: CompiledStep, at now: Instant) -> Outcome {
        switch step {
        case .request(let request): return send(request, at: now)
        case .connect(let connect): return dial(connect, at: now)
        case .subscribe(let subscribe): return self.subscribe(subscribe, at: now)
        case .send(let message): return send(message, at: now)
        case .talk(let message): return talk(message, at: now)
        case .expect(let match): return expect(match, at: now)
        case .ping(let deadline): return ping(within: deadline, at: now)
        case .listen(let listen): return self.listen(listen, at: now)
        case .close(let close): return self.close(close, at: now)
        case .stream(let stream): return open(stream, at: now)
        case .read(let read): return self.read(read, at: now)
        case .hearOnce: return hearOnce(at: now)
        case .pause(let range): return pause(until: due(at: now) + range.draw(&loop.random), at: now)
        case .pace(let range): return pause(until: startedAt + range.draw(&loop.random), at: now)
        case .loop(.times(let count), let steps):
            cursors.append(StepCursor(steps, repetition: .times(count - 1)))
        case .loop(.lasting(let length), let steps):
            cursors.append(StepCursor(steps, repetition: .until(now + length)))
        case .choose(let choice, let lists): cursors.append(StepCursor(lists[choice.draw(&loop.random)]))
        case .run(let steps): cursors.append(StepCursor(steps))
        }
        return .done
    }

    /// How long a session that would be held open is listened to when it is opened only once.
    private static let hearing = Nanoseconds.seconds(2)

    private func hearOnce(at now: Instant) -> Outcome {
        guard session != nil || stream != nil else { return .done }
        awaited = session != nil ? .pushes(left: 1) : .events(CompiledRead(), left: 1)
        set(deadline: .limit, at: now + Self.hearing)
        return .pending
    }

    /// When the step at hand was due: a pause begins when what was before it has ended.
    private func due(at now: Instant) -> Instant { max(due, startedAt) }

    private func pause(until instant: Instant, at now: Instant) -> Outcome {
        if let observer = load.observer, instant > now { observer.tell(.paused(instant - now)) }
        awaited = .pause
        set(deadline: instant > now ? .resume : .turn, at: max(instant, now))
        return .pending
    }

    // MARK: - The login

    private func isLoginDue(at now: Instant) -> Bool {
        guard load.login != nil else { return false }
        guard isLoggedIn else { return true }
        guard let ahead = load.plan.profile.login?.refreshBefore,
            let seconds = values["expires"].flatMap(Double.init)
        else { return false }
        return now >= loginAt + .seconds(seconds) - ahead
    }

    private func endLogin(at now: Instant) -> Outcome {
        isLoggingIn = false
        isLoggedIn = !loginFailed
        loop.loginEnded(failed: loginFailed)
        guard isLoggedIn else { return .over }
        return .done
    }

    // MARK: - What has come

    /// What was awaited is there.
    func goOn(at instant: Instant) {
        guard phase == .working else { return }
        awaited = .nothing
        due = instant
        // Deadlines of what has been waited for are past.
        renewTicket()
        awaitRetirement()
        run(at: instant)
    }

    /// The iteration cannot go on.
    func giveUp(at instant: Instant) {
        guard phase == .working else { return }
        awaited = .nothing
        guard !isStepping else {
            cursors = []
            isReady = true
            return
        }
        endIteration(at: instant)
    }

    /// A step that could not be done, told under its name if it has one.
    func refuse(_ step: FailedStep, as name: String? = nil, _ cause: String, _ recorder: TaggedRecorder? = nil) {
        (recorder ?? load.recorder).addError(step, name: name, cause: cause)
        load.observer?.tell(.failed(cause), as: name ?? step.rawValue)
        if isLoggingIn { loginFailed = true }
    }
}
