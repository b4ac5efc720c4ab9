import EventLoop
import LWSTransport
import LoadEngine
import Logging
import Metrics

extension RunCommand {
    /// One run from its plan to its verdict.
    func execute(_ run: ResolvedRun) async -> ExitStatus {
        let level = run.logLevel
        let log = Logger(label: "streamload") { _ in StandardErrorLog(level: level) }
        let preflight = Preflight(
            connections: run.plan.maxConnections, threads: run.plan.threads, sources: run.plan.localAddresses.count)
        let refusals = preflight.diagnostics(.raised())
        guard refusals.isEmpty else {
            StandardError.write(Refusal(diagnostics: refusals).text)
            return .usage
        }
        for notice in run.notices { log.info("\(notice)") }
        do {
            let addresses = try Resolver.resolve(run.plan.url.host)
            log.debug("resolved", metadata: ["host": "\(run.plan.url.host)", "addresses": "\(addresses)"])
        } catch {
            log.error("\(error)")
            return .targetUnreachable
        }
        return .passed
    }
}
