package import Timing

/// A metric, or the part of it that has certain tags: `http_req_duration{scenario:checkout,name:login}`.
///
///     selector = metric [ "{" tag { "," tag } "}" ]
///     tag      = key ":" value
package struct MetricSelector: Sendable, Hashable {
    package struct Tag: Sendable, Hashable {
        package let key: String
        package let value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package let metric: String
    package let tags: [Tag]

    package init(metric: String, tags: [Tag] = []) {
        self.metric = metric
        self.tags = tags
    }

    /// A metric of the catalogue, of one step or scenario.
    package init(_ metric: some Metric, tags: [Tag] = []) { self.init(metric: metric.name, tags: tags) }

    /// The tags that values carry.
    private static let tagKeys = [
        "scenario", "service", "name", "method", "status", "url", "proto", "subproto", "expected_response", "error",
        "error_code", "check",
    ]

    package static func parse(_ text: String) throws(TextError) -> MetricSelector {
        guard let open = text.firstIndex(of: "{") else { return MetricSelector(metric: text) }
        guard text.hasSuffix("}") else { throw TextError("'\(text)' opens '{' and does not end in '}'") }
        let inside = text[text.index(after: open)...].dropLast()
        var tags: [Tag] = []
        for pair in inside.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: ":", maxSplits: 1).map(trimmed)
            guard parts.count == 2 else {
                throw TextError("'{\(inside)}' is not a list of tags; expected {scenario:checkout,name:login}")
            }
            guard tagKeys.contains(parts[0]) else {
                let hint = NearestWord.hint(for: parts[0], among: tagKeys)
                throw TextError(
                    "'\(parts[0])' is not a tag\(hint.isEmpty ? "; expected" : hint + " Expected") "
                        + "one of \(tagKeys.joined(separator: ", "))")
            }
            let tag = Tag(key: parts[0], value: parts[1])
            try tag.judge()
            tags.append(tag)
        }
        let selector = MetricSelector(metric: trimmed(text[..<open]), tags: tags)
        try selector.judge()
        return selector
    }

    /// Refuses tags that no value of the metric has.
    private func judge() throws(TextError) {
        let ofTheProcess = [GaugeMetric.generatorCPU.name, GaugeMetric.generatorRSS.name, TrendMetric.loopLag.name]
        guard !ofTheProcess.contains(metric) else {
            throw TextError("'\(metric)' is the whole process's and has no tags; leave '{…}' out")
        }
        guard metric == RateMetric.checks.name || !tags.contains(where: { $0.key == "check" }) else {
            throw TextError("'check' is a tag of checks; '\(metric)' has scenario, service, name and the like")
        }
        // Bytes are counted by request where the whole is counted by socket.
        let isOfRequests = metric.hasPrefix("http_") || metric.hasPrefix("data_")
        guard let tag = tags.first(where: { SubmetricMatch.Condition($0) != nil }), !isOfRequests else { return }
        throw TextError("'\(tag.key)' is a tag of requests; '\(metric)' has scenario, service, name and the like")
    }

    /// Without the blanks at its ends: a name may have some inside.
    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}

extension MetricSelector.Tag {
    /// Refuses a value that its tag can never have.
    fileprivate func judge() throws(TextError) {
        switch key {
        case "status", "error_code":
            guard Int(value) != nil else { throw TextError("'\(value)' is not a value of \(key); expected a number") }
        case "expected_response":
            guard value == "true" || value == "false" else {
                throw TextError("'\(value)' is not a value of expected_response; expected true or false")
            }
        default: break
        }
    }
}

extension MetricSelector: CustomStringConvertible {
    /// As it is written in a profile.
    package var description: String {
        tags.isEmpty ? metric : "\(metric){\(tags.map { "\($0.key):\($0.value)" }.joined(separator: ","))}"
    }
}
