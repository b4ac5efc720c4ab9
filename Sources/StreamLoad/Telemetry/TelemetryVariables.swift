import Foundation
import Timing

/// Reads OpenTelemetry's environment variables. An empty one is as none; of a value that makes no sense a warning tells
/// the variable, and the run goes on as if it were not there (OpenTelemetry's specification, "Environment Variable
/// Specification").
struct TelemetryVariables {
    /// A variable that is set. A setting of metrics alone wins over the one of everything.
    struct Given: Equatable {
        let name: String
        let text: String
    }

    private let environment: [String: String]
    private(set) var warnings: [String] = []

    init(_ environment: [String: String]) { self.environment = environment }

    /// The first of these that is set.
    func given(_ names: String...) -> Given? { given(names) }

    private func given(_ names: [String]) -> Given? {
        for name in names {
            let text = (environment[name] ?? "").trimmed
            if !text.isEmpty { return Given(name: name, text: text) }
        }
        return nil
    }

    /// The variable of OTLP by the end of its name: `TIMEOUT` is `OTEL_EXPORTER_OTLP_METRICS_TIMEOUT`, or else
    /// `OTEL_EXPORTER_OTLP_TIMEOUT`.
    func exporter(_ ending: String) -> Given? {
        given("OTEL_EXPORTER_OTLP_METRICS_\(ending)", "OTEL_EXPORTER_OTLP_\(ending)")
    }

    mutating func warn(_ name: String, _ words: String) { warnings.append("\(name): \(words)") }

    /// One of some words, in any case; another one is none.
    mutating func word(_ given: Given?, of words: [String]) -> String? {
        guard let given else { return nil }
        let word = given.text.lowercased()
        guard words.contains(word) else {
            warn(given.name, "'\(given.text)' is not taken; expected \(words.joined(separator: " or "))")
            return nil
        }
        return word
    }

    mutating func milliseconds(_ given: Given?, default standard: Nanoseconds) -> Nanoseconds {
        guard let given else { return standard }
        guard let count = Int(given.text), (1...86_400_000).contains(count) else {
            warn(given.name, "'\(given.text)' is not taken; expected milliseconds, such as 10000")
            return standard
        }
        return .milliseconds(Double(count))
    }

    /// `key=value,key=value`, the values percent-encoded (W3C Baggage). They may be secrets: of a mistake no more is told
    /// than which entry it is.
    mutating func pairs(
        _ given: Given?, isKey: (String) -> Bool = { !$0.isEmpty }
    ) -> [(key: String, value: String)] {
        guard let given else { return [] }
        var pairs: [(key: String, value: String)] = []
        for (index, entry) in given.text.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
            guard !String(entry).trimmed.isEmpty else { continue }
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = String(parts[0]).trimmed
            let value = parts.count == 2 ? String(parts[1]).trimmed.removingPercentEncoding : nil
            guard let value, isKey(key), !value.utf8.contains(where: { $0 < 0x20 }) else {
                warn(given.name, "entry \(index + 1) is left out; expected key=value")
                continue
            }
            pairs.append((key: key, value: value))
        }
        return pairs
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
