internal import Foundation

/// What a target server saw and did, counted exactly. As JSON these are the keys, in snake case, which stay stable:
/// `{"acknowledgements": 0, "bytes_received": 1816, …, "handshakes": {"accepted": 1, "hung": 0, "refused": 0}, …}`.
package struct TargetCounts: Codable, Equatable, Sendable {
    /// TCP connections accepted.
    package var connections = 0
    /// Upgrade requests to a WebSocket route, by what became of them; their sum is all of them.
    package var handshakes = Handshakes()
    /// Plain HTTP requests answered, whatever the status; a refused handshake or stream is not one of them.
    package var requests = 0
    /// Every answer, upgrades and streams included, by method and route, and then by status:
    /// `{"GET /api/users/{id}": {"200": 5, "404": 1}}`; `(other)` is a path that nothing serves, or another method.
    package var routes: [String: [String: Int]] = [:]
    /// Sessions established: as many as `handshakes.accepted`.
    package var sessions = 0
    /// The most sessions that were open at the same time.
    package var sessionsPeak = 0

    /// Complete data messages; subscribing and unsubscribing ones are counted in `subscriptions` instead.
    package var messagesReceived = 0
    /// Data messages handed to the socket, both copies of a duplicated one included; acknowledgements are not.
    package var messagesSent = 0
    /// Payload of `messagesReceived` and `messagesSent`, uncompressed.
    package var messageBytesReceived = 0
    package var messageBytesSent = 0
    package var subscriptions = 0
    package var acknowledgements = 0
    /// Ticks made; dropped and unsent ones too.
    package var ticks = 0
    /// Ticks left out because their session does not read; they took no sequence number.
    package var ticksSkipped = 0

    /// Streamed answers.
    package var streams = Streams()

    /// Messages and events left out by the fault plan.
    package var dropped = 0
    /// Messages and events that were sent twice.
    package var duplicated = 0
    /// Messages and events that left after their successor.
    package var swapped = 0
    /// Messages and events made but still delayed or held when their session or stream ended.
    package var unsent = 0

    package var pingsReceived = 0
    package var pongsReceived = 0
    package var pongsSent = 0
    /// Close frames by code, `none` for one without a payload.
    package var closesReceived: [String: Int] = [:]
    package var closesSent: [String: Int] = [:]
    /// Sessions reset by the fault plan, and those ended by it with a FIN alone.
    package var resets = 0
    package var endsOfStream = 0
    /// Sessions whose peer was gone without a Close frame from either side.
    package var lost = 0
    /// Sessions ended because the peer broke RFC 6455 or sent a message beyond the limit.
    package var protocolErrors = 0

    /// Bytes on all sockets, handshakes and TLS records included.
    package var bytesReceived = 0
    package var bytesSent = 0

    package struct Handshakes: Codable, Equatable, Sendable {
        package var accepted = 0
        package var refused = 0
        /// Never answered.
        package var hung = 0

        package init(accepted: Int = 0, refused: Int = 0, hung: Int = 0) {
            self.accepted = accepted
            self.refused = refused
            self.hung = hung
        }
    }

    /// One line of JSON with sorted keys.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Integers, strings and dictionaries of them always encode.
        guard let data = try? encoder.encode(self) else { preconditionFailure("counts are plain JSON") }
        return String(decoding: data, as: UTF8.self)
    }

    static func key(of code: Int?) -> String { code.map { "\($0)" } ?? "none" }
}

extension TargetCounts {
    mutating func countSent(_ kind: MessageKind, byteCount: Int) {
        switch kind {
        case .data:
            messagesSent += 1
            messageBytesSent += byteCount
        case .subscription: acknowledgements += 1
        }
    }

    mutating func countReceived(_ kind: MessageKind, byteCount: Int) {
        switch kind {
        case .data:
            messagesReceived += 1
            messageBytesReceived += byteCount
        case .subscription: subscriptions += 1
        }
    }
}
