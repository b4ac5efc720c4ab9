import Timing

/// A metric, or the part of it that has certain tags: `http_req_duration{scenario:checkout,name:login}`.
package struct MetricSelector: Sendable, Equatable {
    package struct Tag: Sendable, Equatable {
        package let key: String
        package let value: String
    }

    package let metric: String
    package let tags: [Tag]

    /// The tags that values carry.
    private static let tagKeys = [
        "scenario", "service", "name", "method", "status", "url", "proto", "subproto", "expected_response", "error",
        "error_code",
    ]

    static func parse(_ text: String) throws(TextError) -> MetricSelector {
        guard let open = text.firstIndex(of: "{") else { return MetricSelector(metric: text, tags: []) }
        guard text.hasSuffix("}") else { throw TextError("'\(text)' opens '{' and does not end in '}'") }
        let inside = text[text.index(after: open)...].dropLast()
        var tags: [Tag] = []
        for pair in inside.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: ":", maxSplits: 1).map { $0.filter { $0 != " " } }
            guard parts.count == 2 else {
                throw TextError("'{\(inside)}' is not a list of tags; expected {scenario:checkout,name:login}")
            }
            guard tagKeys.contains(parts[0]) else {
                let hint = NearestWord.hint(for: parts[0], among: tagKeys)
                throw TextError(
                    "'\(parts[0])' is not a tag\(hint.isEmpty ? "; expected" : hint + " Expected") "
                        + "one of \(tagKeys.joined(separator: ", "))")
            }
            tags.append(Tag(key: parts[0], value: parts[1]))
        }
        return MetricSelector(metric: String(text[..<open]), tags: tags)
    }
}

extension MetricSelector: CustomStringConvertible {
    /// As it is written in a profile.
    package var description: String {
        tags.isEmpty ? metric : "\(metric){\(tags.map { "\($0.key):\($0.value)" }.joined(separator: ","))}"
    }
}
