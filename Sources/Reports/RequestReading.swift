internal import Metrics

/// A row of the table of requests as a result tells it: one step of one scenario.
struct RequestReading {
    let scenario: String
    let name: String
    let requests: MetricReading
    let failed: Int
    let duration: MetricReading
    let bytesSent: Int
    let bytesReceived: Int
}

extension ResultDocument {
    /// A row for every step that the result has all parts of, in their order.
    var requestRows: [RequestReading] {
        let beginning = "\(CounterMetric.httpReqs.name){scenario:"
        return submetrics.compactMap { selector, requests in
            guard selector.hasPrefix(beginning), selector.hasSuffix("}"),
                let comma = selector.firstRange(of: ",name:")
            else { return nil }
            let scenario = String(selector[..<comma.lowerBound].dropFirst(beginning.count))
            let name = String(selector[comma.upperBound...].dropLast())
            let tags = "{scenario:\(scenario),name:\(name)}"
            guard let failed = reading(RateMetric.httpReqFailed.name + tags)?["passes"],
                let duration = reading(TrendMetric.httpReqDuration.name + tags),
                let sent = reading(CounterMetric.dataSent.name + tags),
                let received = reading(CounterMetric.dataReceived.name + tags)
            else { return nil }
            return RequestReading(
                scenario: scenario, name: name, requests: requests, failed: Int(exactly: failed) ?? 0,
                duration: duration, bytesSent: sent.count, bytesReceived: received.count)
        }
    }
}
