internal import JSON
package import Metrics
internal import Timing

/// A run as OpenTelemetry's collectors take it: an `ExportMetricsServiceRequest` in the JSON encoding of
/// opentelemetry-proto, in which 64-bit integers are strings. Everything is cumulative since the start of the run.
///
/// A name is the catalogue's behind `streamload.`, and what begins with its protocol has that for a namespace:
/// `ws_response_time` is `streamload.ws.response_time`. A collector that turns it into Prometheus' text arrives at the
/// names of `PrometheusText`.
package enum OTLPMetrics {
    /// `AGGREGATION_TEMPORALITY_CUMULATIVE`.
    private static let cumulative = 2

    /// Between which instants the numbers came together, in seconds of Unix time.
    package struct Span: Sendable, Equatable {
        package let start: Double
        package let end: Double

        package init(start: Double, end: Double) {
            self.start = start
            self.end = end
        }
    }

    /// The body of a push.
    ///
    /// - Parameters:
    ///   - metrics: borrowed for the call, from the thread that harvests: nothing of them is kept.
    ///   - families: those that the run uses.
    ///   - resource: attributes of what measures, `service.name` and the like.
    ///   - version: ours.
    ///   - span: from the first dial to the last harvest.
    /// - Returns: JSON in UTF-8.
    package static func render(
        _ metrics: RunMetrics, families: Set<MetricFamily>, resource: [(key: String, value: String)], version: String,
        span: Span
    ) -> [UInt8] {
        let times = #""startTimeUnixNano":"\#(nanoseconds(span.start))","timeUnixNano":"\#(nanoseconds(span.end))""#
        let shown = TelemetryFamilies.all(metrics, families).filter { !$0.points.isEmpty }
        let list = shown.map { metric($0, times) }.joined(separator: ",")
        let attributes = attributes(resource.map { TelemetryFamily.Label(key: $0.key, value: $0.value) })
        let text =
            #"{"resourceMetrics":[{"resource":{"attributes":\#(attributes)},"scopeMetrics":[{"scope":"#
            + #"{"name":"streamload","version":\#(JSONText.quoted(version))},"metrics":[\#(list)]}]}]}"#
        return Array(text.utf8)
    }

    private static func metric(_ family: TelemetryFamily, _ times: String) -> String {
        let points = family.points.map { #"{\#(times),\#(value($0.value)),"attributes":\#(attributes($0.labels))}"# }
            .joined(separator: ",")
        let data =
            switch family.kind {
            case .counter:
                #""sum":{"aggregationTemporality":\#(cumulative),"isMonotonic":true,"dataPoints":[\#(points)]}"#
            case .gauge: #""gauge":{"dataPoints":[\#(points)]}"#
            case .histogram: #""histogram":{"aggregationTemporality":\#(cumulative),"dataPoints":[\#(points)]}"#
            }
        return #"{"name":"\#(name(of: family))","description":\#(JSONText.quoted(family.meaning)),"#
            + #""unit":"\#(unit(of: family))",\#(data)}"#
    }

    private static func value(_ value: TelemetryFamily.Value) -> String {
        switch value {
        case .integer(let count): #""asInt":"\#(count)""#
        case .number(let number): #""asDouble":\#(number)"#
        case .times(let buckets): histogram(buckets)
        }
    }

    private static let bounds = TimeBuckets.bounds.map { "\($0.seconds)" }.joined(separator: ",")

    /// Of one data point. Unlike Prometheus', each bucket has its own count, and the last one has no bound.
    private static func histogram(_ buckets: TimeBuckets) -> String {
        let sums = buckets.counts + [buckets.count]
        let counts = zip(sums, [0] + sums).map { #""\#($0 - $1)""# }.joined(separator: ",")
        var text = #""count":"\#(buckets.count)","sum":\#(buckets.sum),"explicitBounds":[\#(bounds)],"#
        text += #""bucketCounts":[\#(counts)]"#
        if let shortest = buckets.shortest, let longest = buckets.longest {
            text += #","min":\#(shortest),"max":\#(longest)"#
        }
        return text
    }

    private static func attributes(_ labels: [TelemetryFamily.Label]) -> String {
        let list = labels.map {
            #"{"key":\#(JSONText.quoted($0.key)),"value":{"stringValue":\#(JSONText.quoted($0.value))}}"#
        }
        return "[\(list.joined(separator: ","))]"
    }

    /// A name's protocol is a namespace of its own.
    private static func name(of family: TelemetryFamily) -> String {
        let parts = family.name.split(separator: "_", maxSplits: 1)
        guard parts.count == 2, ["ws", "sse", "llm", "http"].contains(parts[0]) else {
            return "streamload.\(family.name)"
        }
        return "streamload.\(parts[0]).\(parts[1])"
    }

    /// UCUM's codes, as OpenTelemetry wants them.
    private static func unit(of family: TelemetryFamily) -> String {
        switch family.unit {
        case .none: ""
        case .seconds: "s"
        case .bytes: "By"
        case .ratio: "1"
        }
    }

    private static func nanoseconds(_ seconds: Double) -> Int64 { Nanoseconds.seconds(seconds).count }
}
