package import Metrics
package import Profiles

/// The tags that all values of a step carry.
package enum StepTags {
    /// Of what a scenario does outside its steps: its iterations, its users.
    package static func of(_ scenario: Named<Scenario>) -> [MetricSelector.Tag] { tags(scenario) }

    package static func of(_ request: RequestStep, in scenario: Named<Scenario>) -> [MetricSelector.Tag] {
        tags(
            scenario, service: request.service, ("name", request.rowName), ("method", request.method.rawValue),
            ("url", request.address?.writtenURL))
    }

    package static func of(_ connect: ConnectStep, in scenario: Named<Scenario>) -> [MetricSelector.Tag] {
        tags(
            scenario, ("name", connect.rowName), ("method", "GET"), ("url", connect.address?.writtenURL),
            ("subproto", connect.subprotocols.count == 1 ? connect.subprotocols[0] : nil))
    }

    package static func of(_ stream: StreamStep, in scenario: Named<Scenario>) -> [MetricSelector.Tag] {
        let hasBody = stream.json != nil || stream.body != nil
        return tags(
            scenario, ("name", stream.rowName), ("method", stream.method?.rawValue ?? (hasBody ? "POST" : "GET")),
            ("url", stream.address?.writtenURL))
    }

    private static func tags(
        _ scenario: Named<Scenario>, service: String? = nil, _ others: (key: String, value: String?)...
    ) -> [MetricSelector.Tag] {
        let own = [("scenario", scenario.name), ("service", service ?? scenario.serviceName)]
        return own.map { MetricSelector.Tag(key: $0, value: $1) }
            + others.compactMap { key, value in value.map { MetricSelector.Tag(key: key, value: $0) } }
    }
}

extension Named<Scenario> {
    /// A scenario without a service of its own is one.
    var serviceName: String { value.service ?? name }
}
