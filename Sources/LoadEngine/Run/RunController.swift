internal import EventLoop
internal import Metrics
internal import Timing

/// One run from its first dial to its last harvest: starts the loops, takes their measurements once a second, and ends
/// them in the order of the shutdown.
///
///     phase      ends when                                              next
///     starting   every loop is made                                     running
///     running    the hold is over, stopped, unreachable, no session     draining
///     draining   nothing is unanswered, or the graceful stop is over    closing
///     closing    every socket is closed, or a second has passed         finishing
///     finishing  the last harvest is in                                 –
package final class RunController {
    private enum Phase {
        case starting
        case running
        case draining
        case closing
        case finishing
    }

    private enum Event: Sendable {
        case report(loop: Int, LoopReport)
        case tick
        case deadline(Deadline)
        case interrupt
        case request(RunRequest)
    }

    private enum Deadline: Sendable {
        case hold
        case requests
        case reachability
        case drain
        case close
    }

    /// How long the answers to our Close may take.
    private static let closePatience = Nanoseconds.seconds(1)
    /// How much longer than the connect timeout the first dials may take until they are counted: they do not all begin
    /// at once, and a busy machine is late.
    private static let countingTime = Nanoseconds.milliseconds(100)
    /// Between the loops being made and the first dial.
    private static let leadTime = Nanoseconds.milliseconds(20)
    /// Between a change of the load being wanted and its instant: every loop is to know of it by then.
    private static let changeLead = Nanoseconds.milliseconds(50)
    /// Before the end of the hold, nothing is asked for any more: what is under way by then comes in time.
    private static let requestLead = Nanoseconds.milliseconds(100)

    private let plan: RunPlan
    private let addresses: [String: String]
    private let events: AsyncStream<Event>
    private let send: AsyncStream<Event>.Continuation
    private let onEnding: () -> Void
    private let onProgress: (RunProgress) -> Void

    private var phase = Phase.starting
    private var waitingFor: Set<Int> = []
    private var harvests: Harvests
    /// Whether a harvest was under way when the last one was wanted.
    private var finishesAfterHarvest = false
    private var commands: [(loop: Int, LoopCommand)] = []
    private var start = Instant(nanoseconds: 0)
    private var drainStart = Instant(nanoseconds: 0)
    private var end = RunEnd.completed
    private var wanted: WantedLoad
    /// Wanted before the start.
    private var early: [LoadChange] = []
    private var timers = RunTimers()
    private var isEnding = false
    /// Whether it drained early, since nothing was left and nothing to come.
    private var isDeserted = false

    /// - Parameters:
    ///   - plan: what to do, checked: a mistake in it has been reported by now.
    ///   - addresses: numeric, what the names of hosts resolved to, by name.
    ///   - onEnding: called once, shortly before the hold is over or as soon as the run drains: what is asked of it from
    ///     then on comes too late.
    ///   - onProgress: called once a second, and once more at the end: with every interval that is harvested.
    package init(
        plan: RunPlan, addresses: [String: String], onEnding: @escaping () -> Void = {},
        onProgress: @escaping (RunProgress) -> Void
    ) {
        self.plan = plan
        self.addresses = addresses
        self.onEnding = onEnding
        self.onProgress = onProgress
        harvests = Harvests(of: plan)
        wanted = WantedLoad(plan)
        (events, send) = AsyncStream.makeStream()
    }

    /// Runs the plan.
    ///
    /// - Parameters:
    ///   - interrupts: one element for every Ctrl-C or SIGTERM: the first drains, the second closes at once.
    ///   - requests: what else people ask of it while it goes on. Once it drains nothing is changed any more.
    /// - Returns: what was measured and how the run ended, once every loop thread is joined.
    package func run(
        interrupts: AsyncStream<Void>, requests: AsyncStream<RunRequest> = AsyncStream { $0.finish() }
    ) async -> RunResult {
        let send = send
        let listeners = [
            Task { for await _ in interrupts { send.yield(.interrupt) } },
            Task { for await request in requests { send.yield(.request(request)) } },
        ]
        defer {
            for listener in listeners { listener.cancel() }
            timers.cancel()
        }
        return await conduct()
    }

    private func conduct() async -> RunResult {
        var hosts: [LoopHost] = []
        do {
            for index in 0..<plan.threads {
                let send = send
                let host = try LoopHost(
                    plan: plan, addresses: addresses, stripe: Stripe(index: index, of: plan.threads)
                ) { send.yield(.report(loop: index, $0)) }
                hosts.append(host)
                waitingFor.insert(index)
            }
        } catch {
            end = .failed("\(error)")
            // Without a single thread no report would ever come.
            guard !hosts.isEmpty else { return result() }
        }
        for await event in events {
            handle(event)
            for (loop, command) in commands { hosts[loop].post(command) }
            commands.removeAll(keepingCapacity: true)
            if phase == .finishing, !harvests.isUnderWay { break }
        }
        for host in hosts { host.post(.finish) }
        for host in hosts { host.join() }
        return result()
    }

    private var metrics: RunMetrics { harvests.metrics }
    private var status: LoopStatus { harvests.status }

    // MARK: - Events

    private func handle(_ event: Event) {
        switch event {
        case .report(let loop, let report): handle(report, of: loop)
        case .tick: if phase != .starting, phase != .finishing { harvest() }
        case .deadline(let deadline): handle(deadline)
        case .interrupt: interrupt()
        case .request(.stop): stop()
        case .request(.change(let change)): take(change)
        }
    }

    private func handle(_ report: LoopReport, of loop: Int) {
        switch report {
        case .ready(let failure):
            waitingFor.remove(loop)
            if let failure { end = .failed(failure) }
            if phase == .starting, waitingFor.isEmpty { begin() }
        case .interval(let interval, let status): absorb(interval, status, of: loop)
        case .idle: if phase == .running { harvest() }
        case .drained:
            guard phase == .draining else { return }
            waitingFor.remove(loop)
            if waitingFor.isEmpty { closeAll() }
        case .closed:
            guard phase == .closing else { return }
            waitingFor.remove(loop)
            if waitingFor.isEmpty { finish() }
        }
    }

    private func handle(_ deadline: Deadline) {
        switch deadline {
        case .hold: if phase == .running { drain() }
        case .requests: endRequests()
        // Only where it may end the run: each harvest is a row of the timeline.
        case .reachability: if phase == .running, status.established == 0 { harvest() }
        case .drain: if phase == .draining { closeAll() }
        case .close:
            guard phase == .closing else { return }
            tellAll(.abandon)
            finish()
        }
    }

    private func interrupt() {
        switch phase {
        case .starting: if !hasFailed { end = .interrupted }
        case .running:
            end = .interrupted
            drain()
        case .draining, .closing:
            // The second one: nothing is waited for any more.
            end = .interrupted
            if phase == .draining { drainStart = min(drainStart, Instant.now()) }
            phase = .closing
            tellAll(.abandon)
            finish()
        case .finishing: break
        }
    }

    private var hasFailed: Bool { if case .failed = end { true } else { false } }

    private func stop() {
        switch phase {
        case .starting: if end == .completed { end = .stopped }
        case .running:
            end = .stopped
            drain()
        case .draining, .closing, .finishing: break
        }
    }

    private func take(_ change: LoadChange) {
        // Who asked was told what is wrong with it.
        guard (try? change.check(for: plan)) != nil else { return }
        let change = change.named(in: plan)
        switch phase {
        case .starting: if early.count < LoadChange.mostOfRun { early.append(change) }
        case .running:
            let lead = max(Instant.now() + Self.changeLead - start, .zero)
            guard let time = wanted.add(change, from: lead) else { return }
            tellAll(.change(change, at: start + time))
        case .draining, .closing, .finishing: break
        }
    }

    // MARK: - Phases

    private func begin() {
        guard end == .completed else { return finish() }
        phase = .running
        start = Instant.now() + Self.leadTime
        tellAll(.start(start))
        for change in early { take(change) }
        set(.hold, at: start + plan.length)
        set(.requests, at: start + max(plan.length - Self.requestLead, .zero))
        set(.reachability, at: start + plan.connectTimeout + Self.countingTime)
        let send = send
        timers.callEachSecond(from: start) { send.yield(.tick) }
    }

    private func drain() {
        phase = .draining
        endRequests()
        drainStart = Instant.now()
        wanted.callOff(after: drainStart - start)
        waitingFor = Set(0..<plan.threads)
        let isCutShort =
            switch end {
            case .interrupted, .stopped, .short(.aborted): true
            default: false
            }
        tellAll(.drain(isCutShort: isCutShort))
        set(.drain, at: drainStart + plan.gracefulStop)
    }

    private func endRequests() {
        guard !isEnding else { return }
        isEnding = true
        onEnding()
    }

    private func closeAll() {
        phase = .closing
        waitingFor = Set(0..<plan.threads)
        tellAll(.close)
        set(.close, at: Instant.now() + Self.closePatience)
    }

    private func finish() {
        phase = .finishing
        guard !hasFailed, start.nanoseconds > 0 else { return harvests.giveUp() }
        // The last harvest follows whatever was asked before it.
        if harvests.isUnderWay { finishesAfterHarvest = true } else { harvest() }
    }

    private func tellAll(_ command: LoopCommand) {
        for loop in 0..<plan.threads { commands.append((loop, command)) }
    }

    private func set(_ deadline: Deadline, at instant: Instant) {
        let send = send
        timers.call(at: instant) { send.yield(.deadline(deadline)) }
    }

    // MARK: - Harvests

    private func harvest() {
        for (loop, spare) in harvests.begin() { commands.append((loop, .harvest(sparing: spare))) }
    }

    private func absorb(_ interval: Interval, _ status: LoopStatus, of loop: Int) {
        let elapsed = Instant.now() - start
        guard harvests.absorb(interval, status, of: loop, at: elapsed) else { return }
        // Of every harvest: who writes down the intervals must not miss one.
        onProgress(progress(at: elapsed))
        if finishesAfterHarvest {
            finishesAfterHarvest = false
            return harvest()
        }
        if phase == .running { judge(at: elapsed) }
    }

    /// Whether there is anything left to run for.
    private func judge(at elapsed: Nanoseconds) {
        let isDue = elapsed >= plan.connectTimeout + Self.countingTime || status.isOver
        if status.established == 0, status.failed > 0, isDue {
            end = .short(.unreachable)
            return drain()
        }
        // One user shows what it does to the end, be it good or not.
        guard !plan.isOnce else {
            if status.isOver { drain() }
            return
        }
        let failed = metrics.failedAborting(plan.profile?.measurements.judgement.thresholds ?? [], at: elapsed)
        if let first = failed.first {
            end = .short(.aborted(by: "\(first.metric) \(first.expression)"))
            return drain()
        }
        if status.isOver, status.established > 0 {
            isDeserted = true
            drain()
        }
    }

    private func progress(at elapsed: Nanoseconds) -> RunProgress {
        let (ramp, total) = (plan.ramp, plan.length)
        let words =
            switch phase {
            case .starting, .running: elapsed < ramp ? "ramp" : "hold"
            case .draining: "drain"
            case .closing, .finishing: "close"
            }
        return RunProgress(
            elapsed: elapsed, left: max(total - elapsed, .zero), phase: words,
            load: wanted.current, scenarioLoads: wanted.scenarios,
            changes: wanted.changes, metrics: metrics,
            families: plan.families)
    }

    /// Whether something was tried of which nothing succeeded.
    private var shortfall: EndReason? {
        EndReason(
            ledger: metrics.total.ledger, requests: metrics.total[RateMetric.httpReqFailed], logins: status.logins,
            hasSessions: !plan.families.isDisjoint(with: [.webSocket, .eventStream]), answers: status.answered)
    }

    private func result() -> RunResult {
        let ramp = plan.ramp
        let stop = Instant.now()
        let isStarted = start.nanoseconds > 0
        metrics.close()
        let drained = drainStart.nanoseconds > 0 ? drainStart : stop
        let full = isStarted ? max(drained - start, .zero) : .zero
        switch end {
        case .completed:
            let loads = plan.profile == nil ? [wanted.current] : wanted.scenarios
            let desertion = EndReason(
                desertedBy: metrics.total.ledger, after: full, of: plan, wanting: loads, isEarly: isDeserted)
            if let reason = shortfall ?? desertion { end = .short(reason) }
        case .stopped: if let reason = shortfall { end = .short(reason) }
        // What it was once all was told: refusals are answers.
        case .short(.unreachable): end = .short(shortfall ?? .unreachable)
        default: break
        }
        return RunResult(
            end: end, metrics: metrics, ramp: min(ramp, full), hold: max(full - ramp, .zero),
            drain: isStarted ? max(stop - drained, .zero) : .zero, sendsPlanned: status.sendsPlanned,
            sendsTakenUp: status.sendsTakenUp, changes: wanted.changes)
    }
}
