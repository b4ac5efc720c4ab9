internal import JSON
internal import Metrics
internal import SSEClient
internal import Timing

/// Hot path: from an event to its record. Nothing here allocates for an event whose type has been seen.
extension StreamSession {
    func streamReceivedFirstByte(at instant: Instant) {
        guard state == .ready else { return }
        kind.recorder.record(.sseFirstByte, instant - dialledAt)
    }

    func streamReceivedComment(at instant: Instant) {
        guard state == .ready else { return }
        heardAt = instant
        kind.recorder.add(.sseHeartbeats)
    }

    func streamReceived(_ event: borrowing StreamEvent, at instant: Instant) {
        guard state == .ready else { return }
        heardAt = instant
        events += 1
        kind.recorder.add(.sseEvents)
        if let lastEventAt {
            kind.recorder.record(.sseEventGap, instant - lastEventAt)
            longestGap = max(longestGap, instant - lastEventAt)
        } else {
            kind.recorder.record(.sseFirstEvent, instant - dialledAt)
            streams.longest.firstEvent = max(streams.longest.firstEvent, instant - dialledAt)
        }
        lastEventAt = instant
        // The spans borrow what the parser lent us for this call.
        let data = unsafe event.data.bindMemory(to: UInt8.self).span
        let type = unsafe event.type.bindMemory(to: UInt8.self).span
        let id = unsafe event.lastEventID.bindMemory(to: UInt8.self).span
        let delay = unsafe observe(data, id: id, hasNewID: event.hasNewID, at: instant)
        countType(type, delay: delay, at: instant)
        if tokens != nil, !followTokens(data, at: instant) { return }
        if isLast(data, type) { return complete(at: instant) }
        user?.readEvent(data, type, at: instant)
    }

    private func observe(
        _ data: Span<UInt8>, id: Span<UInt8>, hasNewID: Bool, at instant: Instant
    ) -> Nanoseconds? {
        let plan = streams.plan
        switch plan.sequence {
        case .eventID:
            // An event without an ID still has that of the one before (WHATWG HTML §9.2.6), and is none of the numbered.
            if hasNewID, let number = EventNumber.read(id) {
                observe(number: number, channel: ChannelKey.of(plan.channel, in: data))
            }
        case .field(let path):
            if let number = JSONScanner.integer(at: path, in: data) {
                observe(number: number, channel: ChannelKey.of(plan.channel, in: data))
            }
        case nil: break
        }
        guard let path = plan.sentAt, let sent = JSONScanner.unixMilliseconds(at: path, in: data) else { return nil }
        return observe(sentAt: sent, at: instant)
    }

    private func countType(_ type: Span<UInt8>, delay: Nanoseconds?, at instant: Instant) {
        let recorder = loop.recorder
        let place = streams.place(of: type) { recorder.place(of: $0) }
        while lastOfType.count <= place { lastOfType.append(nil) }
        recorder.recordEvent(at: place, gap: lastOfType[place].map { instant - $0 }, deliveryDelay: delay)
        lastOfType[place] = instant
    }

    /// - Returns: false when the service reported an error, which ends the stream.
    private func followTokens(_ data: Span<UInt8>, at instant: Instant) -> Bool {
        switch tokens?.read(data) {
        case .token:
            if let last = tokens?.lastAt {
                kind.recorder.record(.llmITL, instant - last)
            } else {
                kind.recorder.record(.llmTTFT, instant - dialledAt)
                streams.longest.firstToken = max(streams.longest.firstToken, instant - dialledAt)
            }
            tokens?.count(at: instant)
        case .error(let words):
            serviceFailed(words, at: instant)
            return false
        case .other, nil: break
        }
        return true
    }

    private func isLast(_ data: Span<UInt8>, _ type: Span<UInt8>) -> Bool {
        if let cap = streams.plan.until.events, events >= cap { return true }
        if streams.lastType?.isType(type) == true { return true }
        return streams.endMarker?.holds(data) ?? false
    }
}

/// The number that an event ID is, where it is one.
enum EventNumber {
    /// Digits alone, with a sign at most; nil for anything else.
    static func read(_ id: Span<UInt8>) -> Int? {
        let isNegative = !id.isEmpty && id[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        guard id.count > start, id.count <= 20 else { return nil }
        var number = 0
        for index in start..<id.count {
            let digit = id[index]
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (product, isTooLong) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooLarge) = product.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            guard !isTooLong, !isTooLarge else { return nil }
            number = sum
        }
        return isNegative ? -number : number
    }
}
