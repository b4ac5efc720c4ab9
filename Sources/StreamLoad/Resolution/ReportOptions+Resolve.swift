import Metrics
import Timing

extension ReportOptions {
    func resolve(
        in surroundings: Surroundings, _ reader: inout OptionReader
    ) -> (thresholds: [Threshold], jsonPath: String?) {
        var parsed: [Threshold] = []
        let given = reader.given(thresholds, "threshold")
        for one in given {
            if let threshold = reader.value(one, Threshold.parse) { parsed.append(threshold) }
        }
        if !given.isEmpty { reader.report("threshold", .text(given.map(\.text).joined(separator: "; "))) }
        let path = reader.value(json, "json") { text throws(TextError) in
            guard !text.isEmpty else { throw TextError("a file name is missing; - is standard output") }
            if text != "-", let reason = surroundings.writeFailure(text) {
                throw TextError("'\(text)' cannot be written: \(reason)")
            }
            return text
        }
        if let path { reader.report("json", .text(path)) }
        return (parsed, path)
    }
}
