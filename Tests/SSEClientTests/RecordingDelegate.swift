import HTTP
import SSEClient
import Timing

/// Keeps what a stream's connection tells, in order, and does what the test wants on each occasion.
final class RecordingDelegate: StreamDelegate {
    enum Told: Equatable, Sendable {
        case reachedPeer
        case requested
        case established
        case failed(DialFailure)
        case redirected(Int, String)
        case firstByte
        case event(String)
        case comment
        case reconnectionTime(Nanoseconds)
        case ended(StreamEnding)
        case gone
    }

    private(set) var told: [Told] = []
    /// The instants of what was told.
    private(set) var instants: [Instant] = []
    var whenTold: (Told) -> Void = { _ in }
    private let happened: () -> Void

    /// - Parameter happened: called after everything told, so that a waiting loop can look again.
    init(happened: @escaping () -> Void) { self.happened = happened }

    var isGone: Bool { told.last == .gone }

    func streamReachedPeer(at instant: Instant) { note(.reachedPeer, instant) }
    func streamRequested(at instant: Instant) { note(.requested, instant) }
    func streamEstablished(hasContent: Bool, at instant: Instant) { note(.established, instant) }
    func streamFailed(_ failure: DialFailure, at instant: Instant) { note(.failed(failure), instant) }

    func streamRedirected(status: Int, to location: String, at instant: Instant) {
        note(.redirected(status, location), instant)
    }

    func streamReceivedFirstByte(at instant: Instant) { note(.firstByte, instant) }

    func streamReceived(_ event: borrowing StreamEvent, at instant: Instant) {
        // Copied within the call that lends it.
        note(.event(unsafe String(decoding: event.data, as: UTF8.self)), instant)
    }

    func streamReceivedComment(at instant: Instant) { note(.comment, instant) }

    func streamReceivedReconnectionTime(_ time: Nanoseconds, at instant: Instant) {
        note(.reconnectionTime(time), instant)
    }

    func streamEnded(_ ending: StreamEnding, at instant: Instant) { note(.ended(ending), instant) }
    func streamGone(at instant: Instant) { note(.gone, instant) }

    private func note(_ what: Told, _ instant: Instant) {
        told.append(what)
        instants.append(instant)
        whenTold(what)
        happened()
    }
}
