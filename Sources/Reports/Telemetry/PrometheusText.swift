package import Metrics
internal import Timing

/// A run in Prometheus' text format, version 0.0.4 (Prometheus' manual, "Exposition formats"), for a scraper to read.
///
/// Names are the catalogue's behind `streamload_`, with the unit and `_total` as Prometheus' naming rules have them. A
/// time is a histogram in seconds; a rate is the counter of its name, and `…_occasions_total` to divide it by.
package enum PrometheusText {
    /// The Content-Type of an answer with this text.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The answer to a scrape.
    ///
    /// - Parameters:
    ///   - metrics: borrowed for the call, from the thread that harvests: nothing of them is kept.
    ///   - families: those that the run uses.
    ///   - run: what the run is known by.
    ///   - state: where it is.
    /// - Returns: UTF-8 that ends with a line end.
    package static func render(
        _ metrics: RunMetrics, families: Set<MetricFamily>, run: RunLabels, state: RunState
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(1 << 17)
        append(facts(of: run), to: &text)
        for family in state.families + TelemetryFamilies.all(metrics, families) { append(family, to: &text) }
        return text
    }

    private static func facts(of run: RunLabels) -> TelemetryFamily {
        let labels = [("target", run.target), ("profile", run.profile ?? ""), ("version", run.version)].map {
            TelemetryFamily.Label(key: $0, value: BoundedText.of($1, longest: 200))
        }
        return TelemetryFamily(
            name: "run_info", kind: .gauge, meaning: "the run that these numbers are of",
            points: [TelemetryFamily.Point(labels: labels, value: .integer(1))])
    }

    // MARK: - Lines

    private static func append(_ family: TelemetryFamily, to text: inout [UInt8]) {
        let name = name(of: family)
        text.append(contentsOf: "# HELP \(name) \(escaped(family.meaning))\n# TYPE \(name) \(type(of: family))\n".utf8)
        for point in family.points {
            let labels = point.labels.map { "\($0.key)=\"\(escaped($0.value, alsoQuotes: true))\"" }
                .joined(separator: ",")
            switch point.value {
            case .times(let buckets): append(buckets, name: name, labels: labels, to: &text)
            case .integer(let count): append(name, labels, "\(count)", to: &text)
            case .number(let number): append(name, labels, shown(number), to: &text)
            }
        }
    }

    /// The places where each bound stands in a line, the same for every histogram.
    private static let bounds: [String] =
        TimeBuckets.bounds.map { "le=\"\(shown($0.seconds))\"" } + [#"le="+Inf""#]

    private static func append(_ buckets: TimeBuckets, name: String, labels: String, to text: inout [UInt8]) {
        let bucket = "\(name)_bucket"
        for (bound, count) in zip(bounds, buckets.counts + [buckets.count]) {
            append(bucket, labels.isEmpty ? bound : "\(labels),\(bound)", "\(count)", to: &text)
        }
        append("\(name)_sum", labels, shown(buckets.sum), to: &text)
        append("\(name)_count", labels, "\(buckets.count)", to: &text)
    }

    private static func append(_ name: String, _ labels: String, _ value: String, to text: inout [UInt8]) {
        text.append(contentsOf: name.utf8)
        if !labels.isEmpty {
            text.append(UInt8(ascii: "{"))
            text.append(contentsOf: labels.utf8)
            text.append(UInt8(ascii: "}"))
        }
        text.append(UInt8(ascii: " "))
        text.append(contentsOf: value.utf8)
        text.append(UInt8(ascii: "\n"))
    }

    // MARK: - Words

    private static func name(of family: TelemetryFamily) -> String {
        let unit =
            switch family.unit {
            case .none: ""
            case .seconds: "_seconds"
            case .bytes: "_bytes"
            case .ratio: "_ratio"
            }
        return "streamload_\(family.name)\(unit)\(family.kind == .counter ? "_total" : "")"
    }

    private static func type(of family: TelemetryFamily) -> String {
        switch family.kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    /// As Go writes a number: a whole one has no point.
    private static func shown(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }

    /// Nothing else has a meaning of its own: a help text ends at its line, a label at its quote.
    private static func escaped(_ text: String, alsoQuotes: Bool = false) -> String {
        guard text.utf8.contains(where: { [0x5C, 0x0A, 0x22].contains($0) }) else { return text }
        return text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": #"\\"#
            case "\n": #"\n"#
            case "\"": alsoQuotes ? #"\""# : "\""
            default: String(scalar)
            }
        }.joined()
    }
}
