internal import HTTP

/// What an Accept-Encoding field asks for (RFC 9110 §12.5.3), as far as it concerns gzip.
struct AcceptedCodings {
    /// gzip is named, and not with a weight of zero.
    let includesGzip: Bool

    init(_ field: String) {
        includesGzip = field.lowercased().split(separator: ",").contains { item in
            let parts = item.split(separator: ";").map { $0.trimmed() }
            guard parts.first == "gzip" else { return false }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
            return weight.map { (Double($0) ?? 0) > 0 } ?? true
        }
    }
}
