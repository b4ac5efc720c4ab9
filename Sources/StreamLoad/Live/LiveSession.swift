import Dispatch
import LoadEngine
import Metrics
import Reports
import Timing
import WebServer

/// The live page over the runs of a process: it tells them to browsers, and begins and ends them as people ask.
final class LiveSession {
    private enum Event: Sendable {
        case start(LoadWish)
        case interrupt
        /// It is time to look whether a browser is still there.
        case look
    }

    /// Seconds.
    private static let pause = 0.5
    /// Looks without any browser until everybody is taken to have gone: a page that is loaded anew is away for a moment.
    private static let patience = 4
    /// Distributions, which take longest to put together, are told every so many seconds.
    private static let distributionInterval = 5

    /// Requests that wait for the run to get round to them, which takes it less than a millisecond each.
    private static let mostRequests = 64

    private let desk: LiveDesk
    private let server: WebServer
    private let host: String
    private let target: String
    private let waits: Bool
    /// What may begin another run, from the end of the one before: who starts it need not wait for the reports.
    private var events: (stream: AsyncStream<Event>, send: AsyncStream<Event>.Continuation)?
    private var runs = 0
    private var seconds = 0
    /// Changes of the load that were told.
    private var changesTold = 0

    /// - Throws: `WebServerError` when the address cannot be had.
    init(_ plan: WebPlan, of run: ResolvedRun) throws(WebServerError) {
        waits = plan.waits
        let desk = LiveDesk(run)
        self.desk = desk
        server = try WebServer(plan.settings) { desk.reply(to: $0) }
        host = plan.settings.address.host
        target = run.targetName
    }

    /// Where a browser finds it.
    var address: String { "http://\(WebAddress(host: host, port: server.port))/" }
    /// Whether a browser has seen the run.
    private(set) var isWatched = false
    /// Whether the last run was ended by Ctrl-C or its like.
    private(set) var wasInterrupted = false

    func stop() { server.stop() }

    // MARK: - Between runs

    /// - Returns: what the first run is to be; nil after Ctrl-C.
    func firstStart(_ interrupts: Interrupts) async -> LoadWish? {
        waits ? await nextStart(interrupts) : LoadWish()
    }

    /// - Returns: what another run is to be; nil when everybody has gone, or after Ctrl-C.
    func nextStart(_ interrupts: Interrupts) async -> LoadWish? {
        // Who wants the program to end while its reports are written wants it more than who wants another run.
        guard waits || isWatched, !interrupts.takeUntold() else { return nil }
        let (events, send) = takeStarts()
        self.events = nil
        interrupts.listen { send.yield(.interrupt) }
        let looks = DispatchSource.makeTimerSource()
        looks.schedule(deadline: .now() + Self.pause, repeating: Self.pause)
        looks.setEventHandler { send.yield(.look) }
        looks.resume()
        defer {
            // What interrupts from here on is the next run's.
            interrupts.rest()
            looks.cancel()
            desk.update { $0.start = nil }
        }
        var absences = 0
        for await event in events {
            switch event {
            case .start(let wish): return wish
            case .interrupt: return nil
            case .look:
                absences = server.listeners > 0 ? 0 : absences + 1
                if !waits, absences >= Self.patience { return nil }
            }
        }
        return nil
    }

    /// From now on somebody may start a run.
    private func takeStarts() -> (stream: AsyncStream<Event>, send: AsyncStream<Event>.Continuation) {
        if let events { return events }
        let made = AsyncStream<Event>.makeStream()
        let send = made.continuation
        desk.update { $0.start = { send.yield(.start($0)) } }
        events = (made.stream, send)
        return (made.stream, send)
    }

    // MARK: - A run

    /// A run begins.
    ///
    /// - Returns: what people ask of it.
    func begin(_ run: ResolvedRun) -> AsyncStream<RunRequest> {
        let (requests, send) = AsyncStream<RunRequest>.makeStream(bufferingPolicy: .bufferingOldest(Self.mostRequests))
        runs += 1
        seconds = 0
        changesTold = 0
        let loads = run.plan.currentLoads
        let state = LiveState(
            target: target, run: runs, phase: .ramp, left: run.plan.length, loads: loads.map(LiveLoad.init),
            plan: run.overview)
        let metrics = PrometheusText.render(
            RunMetrics(run.plan.measured), families: run.plan.families,
            run: RunLabels(target: run.targetName, profile: run.profileFile, version: ToolVersion.current),
            state: .underWay(phase: state.phase.rawValue))
        desk.update { $0 = LiveDesk.Kept(live: state, loads: loads, metrics: metrics, requests: send) }
        tell(state.whole, as: "state")
        return requests
    }

    /// What is asked of it from now on comes too late.
    func endRequests() { desk.update { $0.isEnding = true } }

    /// Another second of it is over.
    func show(_ progress: RunProgress, _ summary: RunSummary, at moment: RunMoment) {
        seconds += 1
        let loads = progress.currentLoads
        let exposition = PrometheusText.render(
            progress.metrics, families: progress.families, run: RunLabels(summary),
            state: .underWay(phase: progress.phase))
        var locust = desk.now.locust
        locust.note(progress.metrics, summary, at: moment)
        desk.update { kept in
            kept.live.phase = LiveState.Phase(rawValue: progress.phase) ?? .close
            kept.loads = loads
            kept.locust = locust
            kept.metrics = exposition
            kept.live.elapsed = progress.elapsed
            kept.live.left = progress.left
            kept.live.loads = loads.map(LiveLoad.init)
            kept.live.failures.see(progress.metrics.total, at: progress.elapsed.seconds)
            kept.live.summary = summary
        }
        guard server.listeners > 0 else { return }
        isWatched = true
        let hasDistributions = seconds % Self.distributionInterval == 1
        let changes = summary.run.changes.count
        let update = desk.now.live.update(
            hasDistributions: hasDistributions, hasChanges: changes != changesTold)
        if let update { tell(update, as: "update") }
        changesTold = changes
    }

    /// It is over, and this came of it.
    func end(with summary: RunSummary, of metrics: RunMetrics, wasInterrupted: Bool) {
        self.wasInterrupted = wasInterrupted
        let exposition = PrometheusText.render(
            metrics, families: summary.families, run: RunLabels(summary), state: .ended(summary))
        desk.update { kept in
            kept.requests?.finish()
            kept.requests = nil
            kept.live.phase = .finished
            kept.live.left = .zero
            kept.live.summary = summary
            kept.metrics = exposition
        }
        if !wasInterrupted, waits || isWatched { _ = takeStarts() }
        tell(desk.now.live.whole, as: "state")
    }

    /// It could not be made; another may be.
    func abandon() {
        desk.update { kept in
            kept.requests?.finish()
            kept.requests = nil
            kept.live.phase = .waiting
        }
        tell(desk.now.live.whole, as: "state")
    }

    private func tell(_ state: [UInt8], as event: String) { server.broadcast(event: event, data: state) }
}
