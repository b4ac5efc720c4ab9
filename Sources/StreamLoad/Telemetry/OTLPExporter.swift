import CurlTransport
import Foundation
import LWSTransport
import Logging
import Metrics
import Reports
import Synchronization
import Timing

/// Pushes what was measured to an OpenTelemetry collector, while the run goes on and once more at its end. A collector
/// that is away costs a warning and nothing else: what counts is the target.
final class OTLPExporter: RunJournal {
    private let thread: OTLPThread
    private let interval: Nanoseconds
    private let resource: [(key: String, value: String)]
    private let run: RunLabels
    /// When the next push is due, since the first dial was.
    private var due: Nanoseconds
    /// When the first dial was due, in seconds of Unix time; the same for all pushes.
    private var start: Double?
    /// What was noted last. It is read between harvests and after the last one, never beside them.
    private var latest: (metrics: RunMetrics, moment: RunMoment)?

    private init(_ settings: OTLPSettings, thread: OTLPThread, run: RunLabels) {
        self.thread = thread
        self.run = run
        interval = settings.interval
        due = interval
        var attributes = settings.resource.map { (key: $0.key, value: $0.value) }
        let ours = [
            ("service.version", run.version), ("streamload.target", run.target),
            ("streamload.profile", run.profile ?? ""),
            // Two generators of one target are not one series.
            ("service.instance.id", UUID().uuidString),
        ]
        for (key, value) in ours where !value.isEmpty && !attributes.contains(where: { $0.key == key }) {
            attributes.append((key: key, value: value))
        }
        resource = attributes
    }

    /// None, when the environment asks for no pushes, or they cannot be made.
    static func journals(of run: ResolvedRun, _ log: Logger) -> [any RunJournal] {
        let environment = ProcessInfo.processInfo.environment
        let (settings, warnings) = OTLPSettings.read(environment) { path in
            FileManager.default.isReadableFile(atPath: path) ? nil : "there is no such file, or it is not ours to read"
        }
        for warning in warnings { log.warning("\(warning)") }
        guard let settings else { return [] }
        let place = settings.endpoint.display
        do {
            let warned = FirstTime()
            let thread = try OTLPThread(settings, proxies: ProxySettings(environment: environment)) { reason in
                guard warned.isNow() else { return }
                log.warning("OpenTelemetry: metrics were not pushed to \(place): \(reason); no more is said of it")
            }
            let labels = RunLabels(target: run.targetName, profile: run.profileFile, version: ToolVersion.current)
            return [OTLPExporter(settings, thread: thread, run: labels)]
        } catch {
            log.warning("OpenTelemetry: metrics cannot be pushed to \(place): \(error)")
            return []
        }
    }

    func note(_ metrics: RunMetrics, at moment: RunMoment) {
        latest = (metrics, moment)
        start = start ?? moment.unixSeconds - moment.elapsed.seconds
        guard moment.elapsed >= due else { return }
        due = moment.elapsed + interval
        thread.push(body(metrics, at: moment))
    }

    /// - Returns: nothing: no report about the target is lost when a collector is.
    func finish(_ summary: RunSummary) -> [WriteError] {
        guard let latest else { return [] }
        thread.finish(with: body(latest.metrics, at: latest.moment))
        return []
    }

    private func body(_ metrics: RunMetrics, at moment: RunMoment) -> [UInt8] {
        OTLPMetrics.render(
            metrics, families: moment.families, resource: resource, version: run.version,
            span: OTLPMetrics.Span(start: start ?? moment.unixSeconds, end: moment.unixSeconds))
    }
}

/// Says yes once.
private final class FirstTime: Sendable {
    private let hasPassed = Atomic(false)

    func isNow() -> Bool { !hasPassed.exchange(true, ordering: .relaxed) }
}
