package import Metrics

/// The metrics that a profile may name: those of the catalogue, and those of REST steps and checks.
package enum MetricVocabulary {
    private static let ofSteps: [String: MetricKind] = [
        "http_reqs": .counter, "http_req_failed": .rate, "http_req_duration": .trend, "http_req_blocked": .trend,
        "http_req_connecting": .trend, "http_req_tls_handshaking": .trend, "http_req_sending": .trend,
        "http_req_waiting": .trend, "http_req_receiving": .trend, "http_response_time": .trend, "checks": .rate,
    ]

    private static let kinds: [String: MetricKind] = Dictionary(
        MetricCatalogue.rows.map { ($0.name, $0.kind) } + ofSteps.map { ($0.key, $0.value) }
    ) { first, _ in first }

    package static func kind(of name: String) -> MetricKind? { kinds[name] }

    package static var names: Set<String> { Set(kinds.keys) }
}
