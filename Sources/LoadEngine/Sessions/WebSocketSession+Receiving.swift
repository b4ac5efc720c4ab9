internal import JSON
internal import Metrics
internal import Timing
internal import WSClient

/// Hot path: from a message to its record.
extension WebSocketSession {
    func webSocketReceived(_ bytes: UnsafeRawBufferPointer, length: Int, isText: Bool, at instant: Instant) {
        guard isEstablished else { return }
        // The span borrows what the reader lent us for this call.
        let text = unsafe bytes.bindMemory(to: UInt8.self).span
        if state == .subscribing, isAcknowledgement(text) {
            kind.recorder.record(.wsSubscribeAck, instant - subscribedAt)
            guard let user else { return becomeReady(at: instant) }
            state = .ready
            return user.acknowledged(text, at: instant)
        }
        kind.recorder.add(.wsMsgsReceived)
        switch kind.hot.reply {
        case .none: break
        case .order:
            if let oldest = window.oldest { return answered(oldest.index, at: instant) }
        case .idAnywhere:
            if let k = kind.identity.parse(in: text, session: index) { return answered(k, at: instant) }
        case .idAtPath:
            if let k = identify(text) { return answered(k, at: instant) }
        }
        if kind.hot.observesPushes { observePush(text, at: instant) }
        if let user { user.received(text, at: instant) }
    }

    private func isAcknowledgement(_ text: Span<UInt8>) -> Bool {
        if let user { return user.isAcknowledgement(text) }
        guard let match = kind.plan.subscribe?.acknowledgement else { return true }
        return JSONScanner.matches(match, in: text)
    }

    /// The index of our message that this one answers.
    private func identify(_ text: Span<UInt8>) -> Int? {
        guard case .id(let path?) = kind.plan.message.reply, let value = JSONScanner.value(at: path, in: text) else {
            return nil
        }
        return kind.identity.parse(exactly: text.extracting(value.range), session: index)
    }

    private func answered(_ k: Int, at instant: Instant) {
        switch window.resolve(k) {
        case .outstanding(let sentAt):
            kind.recorder.record(.wsResponseTime, instant - intended(k))
            kind.recorder.record(.wsServiceTime, instant - sentAt)
            sharedTimes[k] = nil
            makeRoom(at: instant)
            loop.owed -= 1
            if retiredAt != .distantFuture { awaitedLess(at: instant) }
        case .late: kind.recorder.add(.wsMsgsLate)
        case .unmatched: kind.recorder.add(.wsMsgsUnmatched)
        }
    }

    private func observePush(_ text: Span<UInt8>, at instant: Instant) {
        let push = kind.plan.push
        if let path = push.sequence, let number = JSONScanner.integer(at: path, in: text) {
            observe(number: number, channel: ChannelKey.of(push.channel, in: text))
        }
        if let path = push.sentAt, let sent = JSONScanner.unixMilliseconds(at: path, in: text) {
            observe(sentAt: sent, at: instant)
        }
    }
}
