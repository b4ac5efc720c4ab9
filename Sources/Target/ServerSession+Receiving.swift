internal import LWSTransport
internal import Timing
internal import WSClient

// What the peer of a session sends, and what becomes of it.
extension ServerSession: MessageReceiver {
    /// Pongs wait behind no more than this: RFC 6455 §5.5.3 lets us answer the latest ping only.
    private static let pongBacklog = 65_536

    func received(_ bytes: UnsafeRawBufferPointer, at instant: Instant) {
        now = instant
        guard state != .ended, !server.plan.faults.neverReads else { return }
        do {
            try unsafe reader.read(bytes, for: self) { state != .ended }
        } catch {
            violate(error.closeCode)
        }
    }

    func received(_ bytes: UnsafeRawBufferPointer, length: Int, isText: Bool) {
        guard length == bytes.count else { return violate(1009) }
        // A peer that has not seen our Close yet may still send; it gets no answer.
        let kind = state == .open ? unsafe service.received(bytes, isText: isText, in: self) : .data
        server.counts.countReceived(kind, byteCount: length)
    }

    func receivedPing(_ payload: UnsafeRawBufferPointer) {
        server.counts.pingsReceived += 1
        guard state == .open, backlog <= Self.pongBacklog else { return }
        if unsafe server.writer.frame(.pong, payload: payload, send: { unsafe connection.send($0) }) != .gone {
            server.counts.pongsSent += 1
        }
    }

    func receivedPong(_ payload: UnsafeRawBufferPointer) {
        server.counts.pongsReceived += 1
    }

    func receivedClose(code: Int?, reason: UnsafeRawBufferPointer) {
        server.counts.closesReceived[TargetCounts.key(of: code), default: 0] += 1
        if state == .open {
            releaseHeld()
            // RFC 6455 §5.5.1: the code is echoed; a code that must not be on the wire (§7.4) breaks the protocol.
            let isAllowed = code.map(Self.mayBeSent) ?? true
            if !isAllowed { server.counts.protocolErrors += 1 }
            sendClose(isAllowed ? code.map { UInt16($0) } : 1002)
        }
        state = .ended
        // RFC 6455 §7.1.1: the server closes first.
        peer.end(.close)
    }

    /// The connection is gone.
    func gone() {
        if state == .open { server.counts.lost += 1 }
        state = .ended
        discardHeld()
    }

    /// The peer broke the protocol: our Close says how, and what it sends from now on is not looked at.
    private func violate(_ code: Int) {
        guard state != .ended else { return }
        server.counts.protocolErrors += 1
        if state == .open { sendClose(UInt16(code)) }
        state = .ended
        peer.end(.finish)
    }

    private static func mayBeSent(_ code: Int) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
