import EventLoop
import LoadEngine
import Metrics
import Reports
import Synchronization
import Timing
import WebServer

/// Where the live page's answers come from: the newest second of the run, kept for the server's thread, and the way back
/// for what people ask of the run.
final class LiveDesk: Sendable {
    struct Kept: Sendable {
        var live: LiveState
        /// What is wanted of the load by now.
        var loads: [CurrentLoad]
        /// That the run was asked for.
        var changes = 0
        /// Whether the run comes to its end, or was asked to: its phase says so up to a second later.
        var isEnding = false
        var locust = LocustWeb()
        /// As Prometheus reads it.
        var metrics: [UInt8] = []
        /// The run that goes on listens here,
        var requests: AsyncStream<RunRequest>.Continuation?
        /// and where none does, whoever waits for one to be wished for.
        var start: (@Sendable (LoadWish) -> Void)?

        /// Whether the run may still be changed or stopped.
        var isOpenToRequests: Bool { (live.phase == .ramp || live.phase == .hold) && !isEnding }
    }

    /// What became of what somebody asked of a run.
    private enum Asked {
        case changed, stopped, unchanged, changedTooOften, ending
        /// More were asked for than the run has got round to.
        case busy
    }

    private let kept: Mutex<Kept>
    /// What the command line has planned: wishes are judged by it.
    private let plan: RunPlan
    private let target: String
    /// Before the first session is open: those of a run are no reason against it.
    private let limits = ProcessLimits.raised()

    /// - Parameter run: what the command line has planned.
    init(_ run: ResolvedRun) {
        plan = run.plan
        target = run.targetName
        let loads = plan.currentLoads
        let live = LiveState(
            target: target, run: 0, phase: .waiting, left: plan.length, loads: loads.map(LiveLoad.init),
            plan: run.overview)
        kept = Mutex(Kept(live: live, loads: loads))
    }

    var now: Kept { kept.withLock { $0 } }

    func update(_ change: (inout Kept) -> Void) { kept.withLock { change(&$0) } }

    /// Asks the run for a change, and notes what is wanted from now on before the run's next second tells it: of two who
    /// want the same at once, one changes something.
    ///
    /// - Returns: what became of it; nil when no run goes on.
    private func ask(_ change: LoadChange) -> Asked? {
        kept.withLock { kept in
            guard let requests = kept.requests else { return nil }
            guard kept.isOpenToRequests else { return .ending }
            var loads = kept.loads
            let place = loads.firstIndex { loads.count == 1 || $0.scenario == change.scenario }
            guard let place, loads[place].adopt(change) else { return .unchanged }
            guard kept.changes < LoadChange.mostOfRun else { return .changedTooOften }
            // Under the lock, so that the run hears of changes in the order in which they were noted. It wakes who waits
            // for the stream, and nobody who comes back here.
            guard case .enqueued = requests.yield(.change(change)) else { return .busy }
            kept.loads = loads
            kept.changes += 1
            return .changed
        }
    }

    /// Of two who start at once one is served.
    private func takeStart() -> (@Sendable (LoadWish) -> Void)? { kept.withLock { $0.start.take() } }

    // MARK: - What people ask for

    /// `POST /swarm`: begins a run, or changes the one that goes on.
    private func swarm(_ request: WebRequest) -> WebAnswer {
        do {
            guard request.body.isEmpty || request.isForm else {
                return .text(415, "Send a form: application/x-www-form-urlencoded, as Locust's page does.")
            }
            let wish = try LoadWish(request.formFields)
            let kept = now
            let loads = kept.requests == nil ? nil : kept.loads
            if let refusal = plan.refusal(of: wish, changing: loads, limits) { return said(false, refusal) }
            if let asked = ask(plan.change(wish)) { return said(asked) }
            guard let start = takeStart() else {
                return said(false, "A run begins or its reports are being written; try again in a moment.")
            }
            start(wish)
            return said(true, "Swarming started")
        } catch {
            return said(false, error.message)
        }
    }

    /// `POST /stop`: ends the run in order.
    private func stop() -> WebAnswer {
        let asked: Asked? = kept.withLock { kept in
            guard let requests = kept.requests else { return nil }
            guard kept.isOpenToRequests else { return .ending }
            guard case .enqueued = requests.yield(.stop) else { return .busy }
            kept.isEnding = true
            return .stopped
        }
        return asked.map(said) ?? said(false, "No run goes on.")
    }

    private func said(_ asked: Asked) -> WebAnswer {
        switch asked {
        case .changed: return said(true, "Changed.")
        case .stopped: return said(true, "Test stopped")
        case .unchanged: return said(false, "Nothing to change: the run goes by these already.")
        case .changedTooOften:
            return said(
                false, "The run was changed \(LoadChange.mostOfRun) times, and takes no more; Stop still ends it.")
        case .ending: return said(false, "The run is ending.")
        case .busy:
            var answer = said(false, "Too many requests at once; try again in a moment.")
            answer.status = 503
            return answer
        }
    }

    /// As Locust says it.
    private func said(_ isDone: Bool, _ message: String) -> WebAnswer {
        .json(LiveWords.answer(isDone: isDone, message: message, host: target))
    }

    // MARK: - Routes

    /// On the server's thread.
    func reply(to request: WebRequest) -> WebReply {
        switch (request.method, request.path) {
        case ("POST", "/swarm"): .answer(swarm(request))
        case ("POST", "/stop"): .answer(stop())
        case (_, "/swarm"), (_, "/stop"): .answer(.text(405, "POST it", headers: [("Allow", "POST")]))
        case ("POST", _): .answer(.text(405, "GET it", headers: [("Allow", "GET, HEAD")]))
        case (_, "/"): .answer(.page(LivePage.render(now.live)))
        case (_, "/events"): .events(first: ServerSentEvent.bytes("state", data: now.live.whole))
        case (_, "/metrics"): .answer(WebAnswer(contentType: PrometheusText.contentType, body: now.metrics))
        default: .answer(locust(request.path) ?? report(request.path) ?? .text(404, "There is no \(request.path)."))
        }
    }

    /// What has the name and the meaning that Locust gave it.
    private func locust(_ path: String) -> WebAnswer? {
        let kept = now
        switch path {
        case "/stats/requests": return .json(kept.locust.stats(kept.live))
        case "/stats/requests_full_history/csv": return .csv(kept.locust.historyTable, "stats_history.csv")
        case "/exceptions": return .json(LocustWeb.exceptions)
        case "/exceptions/csv": return .csv(LocustWeb.exceptionTable, "exceptions.csv")
        default: return nil
        }
    }

    /// A report of what was measured so far; of a run that goes on it is that of an interrupted one.
    private func report(_ path: String) -> WebAnswer? {
        let renderings: [String: (String, String, (RunSummary) -> [UInt8])] = [
            "/result.json": ("application/json", "result.json", JSONReport.render),
            "/stats/report": ("text/html; charset=utf-8", "report.html", { HTMLReport.render(ResultDocument($0)) }),
            "/junit.xml": ("application/xml", "junit.xml", { JUnitReport.render(ResultDocument($0)) }),
            "/report.md": ("text/markdown; charset=utf-8", "report.md", { MarkdownReport.render(ResultDocument($0)) }),
            "/histograms.hlog": ("text/plain; charset=utf-8", "histograms.hlog", HistogramLogs.log),
            "/stats/requests/csv": ("text/csv; charset=utf-8", "stats.csv", LocustWeb.statsTable),
            "/stats/failures/csv": ("text/csv; charset=utf-8", "failures.csv", LocustWeb.failureTable),
        ]
        guard let (type, name, render) = renderings[path] else { return nil }
        guard let summary = now.live.summary else { return .text(404, "Nothing has been measured yet.") }
        return .file(render(summary), type, name)
    }
}

extension WebAnswer {
    static func json(_ body: [UInt8]) -> WebAnswer { WebAnswer(contentType: "application/json", body: body) }

    static func page(_ body: [UInt8]) -> WebAnswer { WebAnswer(contentType: "text/html; charset=utf-8", body: body) }

    static func csv(_ body: [UInt8], _ name: String) -> WebAnswer { file(body, "text/csv; charset=utf-8", name) }

    /// Something to keep.
    static func file(_ body: [UInt8], _ type: String, _ name: String) -> WebAnswer {
        WebAnswer(
            contentType: type, headers: [("Content-Disposition", "attachment; filename=\"\(name)\"")], body: body)
    }
}
