import LoadEngine
import Metrics
import Profiles
import Reports
import Timing

extension ReportOptions {
    /// What a run measures, and what can be asked of it.
    enum Measured {
        /// Sessions of the one-line form: WebSocket ones, or event streams of a format; whether it is said where their
        /// pushes have numbers, and whether messages expect a reply.
        case session(EventStreamPlan.Format?, isNumbered: Bool = true, isAnswered: Bool = true)
        case profile(ProfileMeasurements, MeasuredRows)
    }

    func resolve(
        measured: Measured, profile: String? = nil, in surroundings: Surroundings, _ reader: inout OptionReader
    ) -> (thresholds: [Threshold], files: ReportFiles) {
        var parsed: [Threshold] = []
        let given = reader.given(thresholds, "threshold")
        for one in given {
            let threshold = reader.value(one) { text throws(TextError) in
                switch measured {
                case .session(let format, let isNumbered, let isAnswered):
                    let threshold = try Threshold.parse(text)
                    try Self.check(threshold.selector, isMeasuredOn: format)
                    try Self.check(threshold.metric, isNumbered: isNumbered, isAnswered: isAnswered)
                    return threshold
                case .profile(let measurements, let rows):
                    let threshold = try Threshold.parse(text, in: measurements.plan)
                    try rows.judge(threshold.selector)
                    return threshold
                }
            }
            if let threshold { parsed.append(threshold) }
        }
        if !given.isEmpty { reader.report("threshold", .text(given.map(\.text).joined(separator: "; "))) }
        var files = files.resolve(in: surroundings, &reader)
        files.json = reader.resultPath(json, "json", in: surroundings)
        files.out = reader.samplePath(out, in: surroundings)
        reader.refuseShared(files.paths, reading: profile.map { [("the profile", $0)] } ?? [], in: surroundings)
        return (parsed, files)
    }

    /// A condition on what a run does not measure would fail for ever, or hold for nothing.
    private static func check(
        _ selector: MetricSelector, isMeasuredOn format: EventStreamPlan.Format?
    ) throws(TextError) {
        let metric = selector.metric
        guard selector.tags.isEmpty else {
            throw TextError("'\(selector)': without a profile nothing has tags; leave '{…}' out")
        }
        if metric.hasPrefix("http_") {
            throw TextError("'\(metric)' is measured on the REST steps of profiles alone")
        }
        if metric.hasPrefix("llm_"), format != .openai {
            throw TextError("'\(metric)' is measured on token streams alone; --stream-format openai follows them")
        }
        let (foreign, own, owner) =
            format == nil ? ("sse_", "ws_", "event streams") : ("ws_", "sse_", "WebSocket sessions")
        guard metric.hasPrefix(foreign) else { return }
        let twin = own + metric.dropFirst(foreign.count)
        let hint = MetricCatalogue.kind(of: twin) == nil ? "" : ". Did you mean '\(twin)'?"
        throw TextError("'\(metric)' is measured on \(owner) alone\(hint)")
    }

    /// What nobody looks for is never found, and a condition on its count holds for nothing.
    private static func check(_ name: String, isNumbered: Bool, isAnswered: Bool) throws(TextError) {
        guard let metric = CounterMetric(name: name) else { return }
        if metric.bringers != nil, !isNumbered {
            throw TextError("'\(name)' is told by numbers alone; --sequence says where they are")
        }
        if metric.isOfReplies, !isAnswered {
            throw TextError("'\(name)' is of messages that expect a reply; --reply says how it is known")
        }
    }
}

extension ResultFileOptions {
    func resolve(in surroundings: Surroundings, _ reader: inout OptionReader) -> ReportFiles {
        ReportFiles(
            html: reader.resultPath(html, "html", in: surroundings),
            junit: reader.resultPath(junit, "junit", in: surroundings),
            markdown: reader.resultPath(markdown, "markdown", in: surroundings),
            csv: reader.resultPrefix(csv, "csv", in: surroundings, files: LocustFiles.paths),
            hdr: reader.resultPrefix(hdr, "hdr", in: surroundings, files: HistogramLogs.paths))
    }
}
