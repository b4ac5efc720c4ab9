import Timing

/// The names by which rows, tags and thresholds call steps: their own, else what they do and the path they go to, such as
/// `GET /api/items`.
extension RequestStep {
    package var rowName: String { name ?? "\(method.rawValue) \(address?.writtenPath ?? "/")" }
}

extension ConnectStep {
    package var rowName: String { name ?? "connect \(address?.writtenPath ?? "/")" }
}

extension StreamStep {
    package var rowName: String { name ?? "stream \(address?.writtenPath ?? "/")" }
}

extension ServiceAddress {
    /// As it is written, its holes unfilled, so that all requests of a step have the same; secrets are masked.
    package var writtenURL: String { SecretText.redacted(url: template.written) }

    /// What follows the host, without the query.
    fileprivate var writtenPath: String {
        var rest = writtenURL[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "?" && $0 != "#" }
        guard let slash = rest.firstIndex(of: "/") else { return "/" }
        return String(rest[slash...])
    }
}
