import Metrics
import Timing

/// The kinds of the metrics that a profile may name, its own counters and rates among them.
struct KnownMetrics {
    let names: NameRegister
    /// What can have values at all, where that is known.
    let rows: MeasuredRows?

    func kind(of metric: String) -> MetricKind? {
        if let kind = MetricCatalogue.kind(of: metric) { return kind }
        if names.names(of: .counter).contains(metric) { return .counter }
        return names.names(of: .rate).contains(metric) ? .rate : nil
    }

    /// Reads what names a metric, and says what is wrong with it.
    func selector(_ text: String, at place: ProfilePlace, _ reading: ProfileReading) -> (MetricSelector, MetricKind)? {
        do throws(TextError) {
            let selector = try MetricSelector.parse(text)
            for tag in selector.tags where tag.key == "scenario" {
                reading.names.use(tag.value, of: .scenario, at: place)
            }
            if let kind = kind(of: selector.metric) { return (selector, kind) }
            let known = Set(MetricCatalogue.rows.map(\.name)).union(names.names(of: .counter)).union(
                names.names(of: .rate))
            let hint = NearestWord.hint(for: selector.metric, among: known)
            reading.complain(place, "'\(selector.metric)' is not a metric\(hint)")
        } catch {
            reading.complain(place, error.message)
        }
        return nil
    }

    /// Says what can never have a value.
    func judge(_ selector: MetricSelector, at place: ProfilePlace, _ reading: ProfileReading) {
        // A scenario that there is not is told by itself.
        let scenarios = selector.tags.filter { $0.key == "scenario" }.map(\.value)
        guard let rows, scenarios.allSatisfy(names.names(of: .scenario).contains) else { return }
        do throws(TextError) {
            try rows.judge(selector)
        } catch {
            reading.complain(place, error.message)
        }
    }

    func thresholds(_ texts: Named<[ThresholdText]>, _ reading: ProfileReading) -> [Threshold] {
        guard let (selector, kind) = selector(texts.name, at: texts.place, reading) else { return [] }
        let thresholds = texts.value.compactMap { text -> Threshold? in
            do throws(TextError) {
                var threshold = try Threshold.parse(text.text, of: selector, kind)
                threshold.abortDelay = text.abortDelay
                return threshold
            } catch {
                reading.complain(text.place, error.message)
                return nil
            }
        }
        if !thresholds.isEmpty { judge(selector, at: texts.place, reading) }
        return thresholds
    }
}
