package import CurlTransport
package import HTTP
package import LWSTransport
package import Timing

/// The answer to a request, whatever its status.
package struct RESTResponse: Sendable, Equatable {
    package var status: Int
    package var version: TransferAnswer.Version
    /// Decompressed where compression was allowed.
    package var body: [UInt8]
    private let head: [UInt8]

    init(_ answer: TransferAnswer) {
        status = answer.status
        version = answer.version
        body = answer.body
        head = answer.head
    }

    /// Read only when somebody asks, which few do of thousands.
    package var fields: [HTTPHead.Field] { read?.fields ?? [] }

    /// Version, status and reason.
    package var statusLine: String { read?.startLine ?? "\(version.rawValue) \(status)" }

    private var read: HTTPHead? {
        var reader = HTTPHeadReader()
        // Lent for the call.
        guard case .head(let head, _) = unsafe head.withUnsafeBytes({ unsafe reader.read($0, start: "HTTP/") }) else {
            return nil
        }
        return head
    }

    /// All values of a field, whose name is in lower case, joined as RFC 9110 §5.3 allows; nil when it is not there.
    package func value(_ name: String) -> String? {
        let values = fields.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }
}

/// How a request ended.
package struct RESTOutcome: Sendable {
    package var result: Result<RESTResponse, TransferFailure>
    /// What was asked for in turn: one, and one more for every redirect that was followed.
    package var hops: [Hop]

    /// One transfer of a request.
    package struct Hop: Sendable {
        package var method: String
        package var url: ServiceURL
        /// Nil when it has no answer.
        package var status: Int?
        package var phases: TransferPhases
        package var started: Instant
        package var ended: Instant
        package var bytesSent: Int
        package var bytesReceived: Int
        package var isNewConnection: Bool

        init(_ request: RESTRequest, _ outcome: TransferOutcome) {
            method = request.method
            url = request.url
            status = try? outcome.result.get().status
            phases = outcome.phases
            started = outcome.started
            ended = outcome.ended
            bytesSent = outcome.bytesSent
            bytesReceived = outcome.bytesReceived
            isNewConnection = outcome.isNewConnection
        }
    }
}
