internal import LWSTransport
internal import Timing

// How an event, once made, meets the faults and leaves.
extension ServerStream {
    /// Composes the next event and sends it, unless a fault has other plans for it.
    func make(isLast: Bool, at instant: Instant) {
        let isFinished = !(isLast && plan.faults.events.leavesUnfinished)
        server.text.clear()
        source.compose(into: &server.text, at: instant)
        if !isFinished { server.text.removeLineEnd() }
        guard plan.faults.countsMessages || plan.faults.delaysMessages else {
            return transmit(server.text.bytes[...], number: made, isFinished: isFinished)
        }
        let event = OutgoingEvent(bytes: server.text.bytes, number: made, isFinished: isFinished)
        switch faults.next() {
        case .drop: server.counts.dropped += 1
        case .send(let copies): emit(event, copies: copies, at: instant)
        case .hold:
            held = event
            holds += 1
            schedule(.release(holds), at: instant + FaultPlan.longestHold)
        case .sendBeforeHeld(let copies):
            emit(event, copies: copies, at: instant)
            server.counts.swapped += 1
            emitHeld(at: instant)
        }
    }

    private func emit(_ event: OutgoingEvent, copies: Int = 1, at instant: Instant) {
        if copies == 2 { server.counts.duplicated += 1 }
        for _ in 0..<copies {
            guard plan.faults.delaysMessages else {
                transmit(event.bytes[...], number: event.number, isFinished: event.isFinished)
                continue
            }
            let jitter = plan.faults.jitter.count
            let drawn = jitter > 0 ? Int64(random.below(UInt64(jitter))) : 0
            delayed += 1
            schedule(.send(event), at: instant + plan.faults.delay + Nanoseconds(drawn))
        }
    }

    private func emitHeld(at instant: Instant) {
        guard let event = held else { return }
        held = nil
        emit(event, at: instant)
    }

    /// Sends the held event without waiting for its successor.
    func releaseHeld(at instant: Instant) {
        guard held != nil else { return }
        faults.release()
        emitHeld(at: instant)
    }

    /// What is held when the stream is over will never leave.
    func discardHeld() {
        guard held != nil else { return }
        held = nil
        server.counts.unsent += 1
    }

    // MARK: - Writing

    func transmit(_ bytes: ArraySlice<UInt8>, number: Int, isFinished: Bool) {
        write(bytes, number: number)
        if let point = plan.resumed, number <= point.repeated + point.replayed {
            if number <= point.repeated {
                server.counts.streams.repeated += 1
            } else {
                server.counts.streams.replayed += 1
            }
        }
        if isFinished {
            server.counts.streams.events += 1
        } else {
            server.counts.streams.unfinished += 1
        }
    }

    /// A comment (WHATWG HTML §9.2.6), unless more waits for the socket already.
    func comment() {
        guard !connection.hasPendingOutput else { return }
        write(Array(":\n\n".utf8)[...], number: 1)
        server.counts.streams.comments += 1
    }

    /// Part of the body: as one part of its framing, or cut into several that leave one by one.
    private func write(_ bytes: ArraySlice<UInt8>, number: Int) {
        guard plan.faults.events.splits else { return writePart(bytes) }
        for piece in AwkwardCuts.pieces(of: bytes, number: number) { writePart(piece) }
    }

    private func writePart(_ bytes: ArraySlice<UInt8>) {
        server.frame.clear()
        plan.framing.append(bytes, to: &server.frame)
        sendFrame()
    }

    /// Bytes that are framed already.
    func send(_ text: String) {
        server.frame.clear()
        server.frame.append(text)
        sendFrame()
    }

    func sendFrame() {
        guard !server.frame.bytes.isEmpty else { return }
        // Borrowed for the call: what the socket does not take is copied. A connection that is gone says so itself.
        _ = unsafe server.frame.bytes.withUnsafeBytes { unsafe connection.send($0) }
    }
}
