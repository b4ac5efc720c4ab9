internal import Metrics
internal import Timing
internal import WSClient

/// Hot path: from a due send to its write, with no allocation, lock or `await` in between.
extension WebSocketSession {
    /// When its messages are intended, since it was ready.
    var schedule: MessageSchedule {
        guard let changed else { return kind.schedule(of: index) }
        return .changed(changed)
    }

    /// The intended instant of send `k` of this session.
    func intended(_ k: Int) -> Instant {
        kind.hot.sharesMessages ? sharedTimes[k] ?? readyAt : readyAt + schedule.offset(of: k)
    }

    func scheduleNextSend() {
        guard kind.sends, !kind.hot.sharesMessages, !has(.send) else { return }
        let due = intended(taken)
        guard due < sendEnd else { return }
        sendDue = due
        set(.send, at: due)
    }

    /// A send is due. It is taken up now, and leaves at once, waits, or is dropped; in any case the next is set.
    func takeUp(due: Instant, at now: Instant) {
        // One of a schedule that is not in force any more, or whose account is made, falls to nobody.
        guard isScheduled, state == .ready, !loop.isStopping, due == sendDue, due < retiredAt else { return }
        kind.recorder.record(.sendLateness, now - due)
        takeUpNext(at: now)
        // With the waiting room full nothing is gained by waking for each: `makeRoom` accounts for them.
        if !waiting.isFull { scheduleNextSend() }
    }

    /// One of the messages that all sessions of a scenario send together falls to this one.
    func takeUpShared(due: Instant, at now: Instant) {
        sharedTimes[taken] = due
        takeUpNext(at: now)
    }

    private func takeUpNext(at now: Instant) {
        let k = taken
        taken += 1
        if !kind.hot.sharesMessages { loop.sendsTakenUp += 1 }
        if waiting.isEmpty, maySend {
            send(k, at: now)
        } else if waiting.isFull {
            kind.recorder.add(.wsMsgsDropped)
            sharedTimes[k] = nil
        } else {
            waiting.append(k)
            loop.owed += 1
        }
    }

    private var maySend: Bool {
        window.count < kind.hot.inFlight && socket?.isBlocked == false
    }

    /// The window or the socket has room again: what waits leaves in order.
    func makeRoom(at now: Instant) {
        guard state == .ready else { return }
        guard !waiting.isEmpty else { return }
        let wasFull = waiting.isFull
        while let k = waiting.first, maySend {
            waiting.removeFirst()
            send(k, at: now)
            loop.owed -= 1
        }
        if wasFull, !waiting.isFull, !loop.isStopping {
            dropOverdue(at: min(now, sendEnd))
            scheduleNextSend()
        }
    }

    /// Sends that came due while the waiting room was full never had a place in it.
    private func dropOverdue(at instant: Instant) {
        guard !kind.hot.sharesMessages else { return }
        let due = schedule.count(before: instant - readyAt)
        guard due > taken else { return }
        kind.recorder.add(.wsMsgsDropped, due - taken)
        loop.sendsTakenUp += due - taken
        taken = due
    }

    private func send(_ k: Int, at now: Instant) {
        guard let socket else { return countUnsent(k) }
        let renderer = renderer ?? kind.renderer
        let isSent = unsafe socket.send(isText: kind.hot.isText, capacity: renderer.maximumLength) { buffer in
            unsafe renderer.render(into: buffer, session: index, index: k, random: &loop.random)
        }
        guard isSent else { return countUnsent(k) }
        kind.recorder.add(.wsMsgsSent)
        guard kind.hot.reply != .none else {
            kind.recorder.add(.wsMsgsUnawaited)
            sharedTimes[k] = nil
            return
        }
        window.insert(k, sentAt: now)
        loop.owed += 1
        if !has(.replyTimeout) { set(.replyTimeout, at: now + kind.hot.replyTimeout) }
    }

    /// The session is closing: nothing leaves any more.
    private func countUnsent(_ k: Int) {
        kind.recorder.add(.wsMsgsUnsent)
        sharedTimes[k] = nil
    }

    /// Sends something outside the schedule: the subscribe.
    func send(_ renderer: MessageRenderer, index k: Int, isText: Bool) {
        _ = unsafe socket?.send(isText: isText, capacity: renderer.maximumLength) { buffer in
            unsafe renderer.render(into: buffer, session: index, index: k, random: &loop.random)
        }
    }

    /// Sends a message of its user's, outside any schedule.
    func sendOnce(_ message: [UInt8], isText: Bool, isAwaited: Bool) {
        guard transmit(message, isText: isText) else { return }
        kind.recorder.add(.wsMsgsSent)
        if !isAwaited { kind.recorder.add(.wsMsgsUnawaited) }
    }

    /// Sends what makes the service push; its user hears of the acknowledgement, or that there was none in time.
    func subscribe(with message: [UInt8], within deadline: Nanoseconds, at now: Instant) {
        state = .subscribing
        subscribedAt = now
        _ = transmit(message, isText: true)
        set(.acknowledgementTimeout, at: now + deadline)
    }

    private func transmit(_ message: [UInt8], isText: Bool) -> Bool {
        guard let socket else { return false }
        return unsafe socket.send(isText: isText, capacity: message.count) { buffer in
            // The buffer has the capacity that was asked for.
            unsafe buffer.copyBytes(from: message)
            return message.count
        }
    }

    func webSocketDrained(at instant: Instant) { makeRoom(at: instant) }

    // MARK: - What is owed

    /// Replies that did not come in time, oldest first.
    func expireReplies(at now: Instant) {
        guard isEstablished else { return }
        var hasExpired = false
        while let oldest = window.oldest, oldest.sentAt + kind.hot.replyTimeout <= now {
            recordUnanswered(oldest.index, at: now)
            window.giveUpOldest()
            loop.owed -= 1
            hasExpired = true
        }
        if let oldest = window.oldest { set(.replyTimeout, at: oldest.sentAt + kind.hot.replyTimeout) }
        if hasExpired { makeRoom(at: now) }
        if hasExpired, retiredAt != .distantFuture { awaitedLess(at: now) }
    }

    /// Its age is a lower bound of the response time, and is marked as one: a server that never answers must not look
    /// fast. There is no service time without an answer.
    private func recordUnanswered(_ k: Int, at now: Instant) {
        kind.recorder.recordUnanswered(after: now - intended(k), name: kind.step)
        sharedTimes[k] = nil
    }

    /// At the session's end or the end of the drain: what is still out is unanswered, what still waits was dropped, and
    /// what was due and not taken up was not sent.
    ///
    /// - Parameters:
    ///   - now: when it ended.
    ///   - isGone: whether it ended before its time. What had come due by then and was not taken up came due together
    ///     with its end, and is not the generator's failure; else the plan's count will show it.
    func settleSchedule(at now: Instant, isGone: Bool = false) {
        while let oldest = window.oldest {
            recordUnanswered(oldest.index, at: now)
            window.giveUpOldest()
            loop.owed -= 1
        }
        guard state == .ready, isScheduled else { return }
        isScheduled = false
        let end = min(now, sendEnd)
        if waiting.isFull { dropOverdue(at: end) }
        kind.recorder.add(.wsMsgsDropped, waiting.count)
        loop.owed -= waiting.count
        waiting.removeAll()
        sharedTimes = [:]
        // What all send together is planned and counted by the scenario.
        guard !kind.hot.sharesMessages else { return }
        // A send within the slack before the end had time left to be taken up.
        let due = schedule.count(before: end - readyAt - loop.grace)
        loop.sendsPlanned += isGone ? taken : max(taken, due)
        let plannedEnd = min(sendEnd, user?.retiresAt ?? .distantFuture)
        let lapsed = LapsedSchedule(
            schedule: schedule, readyAt: readyAt, taken: taken, plannedEnd: isGone ? plannedEnd : end)
        if lapsed.plannedEnd > now { kind.lapse(lapsed, of: index) } else { kind.settle(lapsed, until: now) }
    }

    /// What was due within the hold and fell into the slack is still taken up; the rest is never sent.
    func takeUpRest(at now: Instant) {
        guard state == .ready, isScheduled, !kind.hot.sharesMessages, !waiting.isFull else { return }
        let schedule = schedule
        let due = schedule.count(before: sendEnd - readyAt)
        while taken < due {
            let instant = intended(taken)
            guard instant + loop.grace >= sendEnd else { return }
            kind.recorder.record(.sendLateness, max(now - instant, .zero))
            takeUpNext(at: now)
        }
    }
}
