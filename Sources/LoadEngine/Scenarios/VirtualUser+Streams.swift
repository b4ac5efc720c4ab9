internal import Metrics
internal import Timing

/// Steps on event streams.
extension VirtualUser {
    func open(_ step: CompiledStream, at now: Instant) -> Outcome {
        // The run is over: no new dials.
        guard !loop.isStopping else { return .interrupted }
        if stream != nil { letGo(at: now) }
        let call: SessionCall?
        do {
            call = try step.isShared ? nil : self.call(step.address, step.headers, body: step.body)
        } catch {
            refuse(
                step.kind.metrics.connect, as: step.kind.step, (error as? UnfilledHole)?.cause ?? "\(error)",
                step.kind.recorder)
            return .over
        }
        guard let stream = step.kind.makeSession(index: index, user: self) as? StreamSession else { return .over }
        stream.call = call
        self.stream = stream
        streaming = step
        awaited = step.isBounded ? .end : .established
        startDial(of: stream, at: now)
        return .pending
    }

    func read(_ step: CompiledRead, at now: Instant) -> Outcome {
        guard stream != nil else {
            refuse(.sseRead, "no stream is open; a stream step opens one")
            return .over
        }
        awaited = .events(step, left: step.events)
        if let time = step.time { set(deadline: .limit, at: now + time) }
        return .pending
    }

    /// An event of the stream that is open.
    func readEvent(_ data: Span<UInt8>, _ type: Span<UInt8>, at instant: Instant) {
        guard case .events(let read, let left) = awaited else { return }
        if left == 1 || read.data?.holds(data) == true || read.event?.isType(type) == true { return goOn(at: instant) }
        awaited = .events(read, left: left.map { $0 - 1 })
    }
}
