internal import CurlTransport
internal import HTTP
internal import LWSTransport

/// What a user has to know of a failure beside its cause to mend it. It is the same each time, so that failures of one
/// kind are counted as one.
enum FailureWords {
    /// Of a request; nil where the cause says it all.
    static func detail(of failure: TransferFailure, at url: ServiceURL) -> String? {
        switch failure.cause {
        case .dns: "'\(url.host)' does not resolve"
        case .refused, .unreachable: place(of: url)
        case .tls: TLSReason.explained(failure.message)
        // These name streams by number.
        case .garbage where failure.message.contains("HTTP/2 stream"): nil
        case .garbage, .invalid, .proxy, .redirects, .tooLarge: failure.message.isEmpty ? nil : failure.message
        case .timeout, .reset, .closed, .cut, .fdExhausted, .addressExhausted, .cancelled: nil
        }
    }

    /// Of a dial to one of many services.
    static func detail(of failure: DialFailure, at url: ServiceURL) -> String? {
        switch failure {
        case .refused, .timeout: place(of: url)
        default: failure.detail
        }
    }

    private static func place(of url: ServiceURL) -> String {
        "\(url.host.contains(":") ? "[\(url.host)]" : url.host):\(url.port)"
    }
}
