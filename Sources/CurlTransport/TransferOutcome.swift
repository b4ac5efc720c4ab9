package import Timing

/// How a transfer ended: an answer, whatever its status, or a failure; and in either case where its time and bytes went.
package struct TransferOutcome: Sendable {
    package var result: Result<TransferAnswer, TransferFailure>
    package var phases: TransferPhases
    /// When it was handed to libcurl, and when its end was heard of.
    package var started: Instant
    package var ended: Instant
    /// Of heads and bodies as they went over the connection, compressed bodies as such; TLS and framing are not counted.
    package var bytesSent: Int
    package var bytesReceived: Int
    /// Whether it had to dial.
    package var isNewConnection: Bool
    /// The peer's numeric address, empty when there was none.
    package var peerAddress: String
}

/// An answer as it came.
package struct TransferAnswer: Sendable, Equatable {
    /// 100 to 999.
    package var status: Int
    /// The head of the last answer, its status line first; trailers after it.
    package var head: [UInt8]
    /// Decompressed where that was asked for.
    package var body: [UInt8]
    package var version: Version

    package enum Version: String, Sendable, Equatable {
        case http10 = "HTTP/1.0"
        case http11 = "HTTP/1.1"
        case http2 = "HTTP/2"
        case other = "HTTP"
    }
}
