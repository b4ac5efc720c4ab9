package import Timing

/// Where the time of a transfer went, under k6's names.
///
///     start ── blocked ── connecting ── tlsHandshaking ── sending ── waiting ── receiving ── end
package struct TransferPhases: Sendable, Equatable {
    /// Until the dial began or a connection was free: queueing and name look-up.
    package var blocked = Nanoseconds.zero
    /// TCP.
    package var connecting = Nanoseconds.zero
    /// TLS, and before it what a proxy took to build its tunnel.
    package var tlsHandshaking = Nanoseconds.zero
    /// Until the last byte of the request was with the kernel.
    package var sending = Nanoseconds.zero
    /// Until the first byte of the answer.
    package var waiting = Nanoseconds.zero
    /// Until the last.
    package var receiving = Nanoseconds.zero

    /// Whether the request was about to leave: a dial that fails sends none.
    package private(set) var isRequested = false

    /// What the server and the network took for the request itself: `http_req_duration`.
    package var duration: Nanoseconds { sending + waiting + receiving }

    package init() {}

    /// From libcurl's counters and our own stamps.
    package init(_ counters: TransferCounters) {
        let end = counters.total
        let queued = counters.queued
        let headSent = counters.headSent.map { $0 + queued }
        let request = counters.requested ?? headSent
        if let dialled = counters.lookedUp.map({ $0 + queued }), counters.dialled != nil {
            let connected = counters.connected.map { $0 + queued } ?? counters.roundTrip.map { dialled + $0 }
            let secured = counters.secured.map { $0 + queued }
            blocked = dialled
            connecting = max(.zero, (connected ?? request ?? end) - dialled)
            // A handshake that failed ends with the transfer.
            if let connected, counters.isSecure { tlsHandshaking = max(.zero, (secured ?? request ?? end) - connected) }
        } else {
            blocked = request ?? end
        }
        guard let request else { return }
        isRequested = true
        let answered = counters.answered ?? end
        let sent = max(headSent ?? request, counters.sent ?? request)
        sending = min(max(.zero, sent - request), max(.zero, answered - request))
        waiting = max(.zero, answered - request - sending)
        receiving = max(.zero, end - answered)
    }
}

/// Offsets from the start of a transfer, nil for what was not reached: libcurl's own (`CURLINFO_*_TIME_T`, resolution
/// 1 µs), which begin when it leaves the queue for a connection, and ours, which begin with it.
package struct TransferCounters: Sendable, Equatable {
    /// `NAMELOOKUP`: the dial begins.
    package var lookedUp: Nanoseconds?
    /// `CONNECT`: TCP is up.
    package var connected: Nanoseconds?
    /// `APPCONNECT`: TLS is up.
    package var secured: Nanoseconds?
    /// `PRETRANSFER`: the head of the request has left, and what of the body went with it (before_perform in multi.c).
    package var headSent: Nanoseconds?
    /// Ours: the dial begins; nil on a connection that was there.
    package var dialled: Nanoseconds?
    /// Ours: the request is about to leave.
    package var requested: Nanoseconds?
    /// Ours: the last byte of the body is with the kernel.
    package var sent: Nanoseconds?
    /// Ours: the first line of the answer (`STARTTRANSFER` comes with the first byte of a body that is sent, too).
    package var answered: Nanoseconds?
    /// The kernel's: how long TCP took, on a connection that ended with the transfer.
    package var roundTrip: Nanoseconds?
    /// Ours: the end.
    package var total = Nanoseconds.zero
    /// Whether its URL is an `https` one.
    package var isSecure = false

    package init() {}

    /// How long it waited for leave to dial before libcurl's clock began: the two clocks tell of the same moment.
    var queued: Nanoseconds {
        if let dialled, let lookedUp { return max(.zero, dialled - lookedUp) }
        return .zero
    }
}
