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
            loop.recorder.record(.wsSubscribeAck, instant - subscribedAt)
            return becomeReady(at: instant)
        }
        loop.recorder.add(.wsMsgsReceived)
        switch loop.hot.reply {
        case .none: break
        case .order:
            if let oldest = window.oldest { return answered(oldest.index, at: instant) }
        case .idAnywhere:
            if let k = loop.identity.parse(in: text, session: index) { return answered(k, at: instant) }
        case .idAtPath:
            if let k = identify(text) { return answered(k, at: instant) }
        }
        if loop.hot.observesPushes { observePush(text, at: instant) }
    }

    private func isAcknowledgement(_ text: Span<UInt8>) -> Bool {
        guard let match = loop.plan.subscribe?.acknowledgement else { return true }
        return JSONScanner.matches(match, in: text)
    }

    /// The index of our message that this one answers.
    private func identify(_ text: Span<UInt8>) -> Int? {
        guard case .id(let path?) = loop.plan.message.reply, let value = JSONScanner.value(at: path, in: text) else {
            return nil
        }
        return loop.identity.parse(exactly: text.extracting(value.range), session: index)
    }

    private func answered(_ k: Int, at instant: Instant) {
        switch window.resolve(k) {
        case .outstanding(let sentAt):
            loop.recorder.record(.wsResponseTime, instant - intended(k))
            loop.recorder.record(.wsServiceTime, instant - sentAt)
            makeRoom(at: instant)
            loop.owed -= 1
        case .late: loop.recorder.add(.wsMsgsLate)
        case .unmatched: loop.recorder.add(.wsMsgsUnmatched)
        }
    }

    private func observePush(_ text: Span<UInt8>, at instant: Instant) {
        let push = loop.plan.push
        if let path = push.sequence, let number = JSONScanner.integer(at: path, in: text) {
            observe(number: number, channel: ChannelKey.of(push.channel, in: text))
        }
        if let path = push.sentAt, let sent = JSONScanner.unixMilliseconds(at: path, in: text) {
            observe(sentAt: sent, at: instant)
        }
    }
}
