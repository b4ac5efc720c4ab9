import Foundation
import RESTClient
import Timing

/// When a collector wants to be asked again (OpenTelemetry Protocol, "OTLP/HTTP Throttling").
enum RetryAfter {
    /// The statuses after which a push is worth repeating.
    private static let passing = [429, 502, 503, 504]
    /// Between so many seconds it is repeated where the collector names no time, so that not all come back at once.
    private static let usual = 0.5...1.0

    /// nil when the answer is final.
    static func wait(after response: RESTResponse) -> Nanoseconds? {
        wait(status: response.status, field: response.value("retry-after"), now: Date())
    }

    /// - Parameters:
    ///   - status: of the answer.
    ///   - field: the value of Retry-After: seconds, or a date (RFC 9110 §10.2.3).
    ///   - now: what a date is compared with.
    /// - Returns: nil when the answer is final.
    static func wait(status: Int, field: String?, now: Date) -> Nanoseconds? {
        guard passing.contains(status) else { return nil }
        guard let field else { return .seconds(.random(in: usual)) }
        if let seconds = Int(field) { return .seconds(Double(min(max(seconds, 0), 86_400))) }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        guard let date = format.date(from: field) else { return .seconds(.random(in: usual)) }
        return .seconds(min(max(date.timeIntervalSince(now), 0), 86_400))
    }
}
