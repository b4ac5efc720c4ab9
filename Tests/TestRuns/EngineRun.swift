internal import LWSTransport
package import LoadEngine
package import Metrics
internal import Profiles
internal import TLS
package import Target
internal import Timing

/// A run of the engine against the embedded target, both in this process.
package struct EngineRun {
    package let result: RunResult
    package let target: TargetCounts

    /// What people ask of the run, each once what it waits for is seen at one of the looks that are taken every second.
    package struct Wish {
        let isDue: (RunProgress) -> Bool
        let ask: (AsyncStream<RunRequest>.Continuation, AsyncStream<Void>.Continuation) -> Void

        package init(
            once isDue: @escaping (RunProgress) -> Bool,
            ask: @escaping (AsyncStream<RunRequest>.Continuation, AsyncStream<Void>.Continuation) -> Void
        ) {
            self.isDue = isDue
            self.ask = ask
        }

        package static func request(_ request: RunRequest, once isDue: @escaping (RunProgress) -> Bool) -> Wish {
            Wish(once: isDue) { requests, _ in requests.yield(request) }
        }

        package static func change(_ change: LoadChange, once isDue: @escaping (RunProgress) -> Bool) -> Wish {
            .request(.change(change), once: isDue)
        }

        package static func stop(once isDue: @escaping (RunProgress) -> Bool) -> Wish { .request(.stop, once: isDue) }
    }

    /// Runs a plan until its end, which is a minute away where nobody asks for another.
    package static func of(
        _ faults: FaultPlan = FaultPlan(), route: String = "/echo", asking wishes: [Wish],
        _ adapt: (inout RunPlan) throws -> Void = { _ in }, onEnding: @escaping () -> Void = {}
    ) async throws -> EngineRun {
        var settings = TargetPlan()
        settings.faults = faults
        let target = try RunningTarget(settings)
        var plan = plan(port: target.port, route: route)
        try adapt(&plan)
        let (requests, asks) = AsyncStream<RunRequest>.makeStream()
        let (interrupts, interrupt) = AsyncStream<Void>.makeStream()
        var pending = wishes[...]
        let controller = RunController(
            plan: plan, addresses: ["127.0.0.1": "127.0.0.1"], onEnding: onEnding
        ) { progress in
            guard let wish = pending.first, wish.isDue(progress) else { return }
            pending.removeFirst()
            wish.ask(asks, interrupt)
        }
        let result = await controller.run(interrupts: interrupts, requests: requests)
        return EngineRun(result: result, target: target.stop())
    }

    package static func plan(port: Int, route: String) -> RunPlan {
        let session = SessionPlan(
            url: ServiceURL(scheme: .ws, host: "127.0.0.1", port: port, pathAndQuery: route),
            connectTimeout: .seconds(20), messageRate: 20, inFlight: 1_024,
            message: MessagePlan(template: .standard(), isBinary: false, reply: .id(path: nil)),
            replyTimeout: .seconds(10), subscribe: nil, push: PushPlan(),
            ping: PingPlan(interval: .zero, pongTimeout: .seconds(20)), reconnect: nil, handshake: HandshakePlan(),
            tls: TLSOptions())
        return RunPlan(
            session: session, maxConnections: 10, connectRate: 500, scheduleSlack: .zero, testDuration: .seconds(60),
            gracefulStop: .seconds(5), localAddresses: [], threads: 1, seed: 1)
    }

    package var ledger: Ledger { result.metrics.total.ledger }
    package func count(_ metric: CounterMetric) -> Int { result.metrics.total[metric] }
    package func count(_ metric: TrendMetric) -> Int { result.metrics.total[metric].count }
    package var changes: [LoadChange] { result.changes.map(\.change) }

    /// What does not add up, in words: every message taken up was sent, came to the target and was answered, and what a
    /// busy machine did not take up was counted.
    package var faults: [String] {
        let sent = count(.wsMsgsSent)
        let counts = [
            ("taken up", result.sendsTakenUp), ("came", target.messagesReceived),
            ("response times", count(.wsResponseTime)), ("service times", count(.wsServiceTime)),
        ]
        let faults = counts.filter { $0.1 != sent }.map { "\($0.0) \($0.1) of \(sent) sent" }
        let due = sent + count(.wsMsgsUnsent)
        let isWithinPlan = (sent...due).contains(result.sendsPlanned) && ledger.isBalanced
        return faults + (isWithinPlan ? [] : ["planned \(result.sendsPlanned) of \(sent) to \(due)"])
    }
}

extension RunProgress {
    package var open: Int { metrics.total.open.count }
    package func count(_ metric: CounterMetric) -> Int { metrics.total[metric] }
}
