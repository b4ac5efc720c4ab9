import ArgumentParser
import EventLoop
import Foundation
import LWSTransport
import LoadEngine
import Logging
import Metrics
import Reports
import Timing
import WebServer

extension RunCommand {
    /// One run from its plan to its verdict.
    func execute(_ run: ResolvedRun) async -> ExitStatus {
        let level = run.logLevel
        let log = Logger(label: "streamload") { _ in StandardErrorLog(level: level) }
        let interrupts = Interrupts()
        var preflight = Preflight(
            connections: run.plan.mostUsers, threads: run.plan.threads, sources: run.plan.localAddresses.count,
            profile: run.plan.profile.map { (run.profileFile ?? "", $0.profile) })
        if run.web != nil { preflight.reserved = WebServer.mostDescriptors }
        let refusals =
            preflight.diagnostics(.raised())
            + [Preflight.diagnostic(run.plan.tls, for: run.plan.url)].compactMap(\.self)
            + (run.plan.profile?.diagnostics(file: run.profileFile ?? "") ?? [])
        guard refusals.isEmpty else {
            StandardError.write(Refusal(diagnostics: refusals).text)
            return .usage
        }
        for notice in run.notices { log.info("\(notice)") }
        do {
            let target = run.usesEmbeddedTarget ? try EmbeddedTarget() : nil
            defer { target?.stop() }
            let run = run.reachingEmbedded(port: target?.port)
            guard let web = run.web else { return await conduct(run, interrupts: interrupts, log: log) }
            return await serve(web, run, interrupts: interrupts, log: log)
        } catch {
            log.error("\(error)")
            return .internalError
        }
    }

    /// Runs under a live page, as often as people start one.
    ///
    /// - Returns: the worst of what they came to: another run does not make up for the one before.
    private func serve(_ web: WebPlan, _ run: ResolvedRun, interrupts: Interrupts, log: Logger) async -> ExitStatus {
        let live: LiveSession
        do {
            live = try LiveSession(web, of: run)
        } catch {
            StandardError.write(Diagnostic(place: "--web", message: "\(error)").description)
            return .usage
        }
        defer { live.stop() }
        // Told to those who want to hear errors alone as well: without it nobody finds the page.
        StandardError.write(StandardErrorLog.line(.notice, "live page: \(live.address)", [:]))
        var statuses: [ExitStatus] = []
        var wish = await live.firstStart(interrupts)
        while let asked = wish {
            statuses.append(await conduct(run.meeting(asked), live: live, interrupts: interrupts, log: log))
            // Who interrupts a run wants the program to end, whoever looks at its page.
            guard !live.wasInterrupted else { break }
            if live.isWatched { log.notice("the page stays until it is closed; Ctrl-C ends it") }
            wish = await live.nextStart(interrupts)
        }
        return statuses.isEmpty ? .interrupted : ExitStatus.worst(of: statuses)
    }

    private func conduct(
        _ run: ResolvedRun, live: LiveSession? = nil, interrupts: Interrupts, log: Logger
    ) async -> ExitStatus {
        let plan = run.plan
        let startedAt = Date()
        let journals = run.files.openJournals() + OTLPExporter.journals(of: run, log)
        let requests = live?.begin(run)
        let result: RunResult
        do {
            let addresses = try Self.addresses(of: plan, log)
            let display = ProgressDisplay(isQuiet: run.isQuiet, allowsColour: run.allowsColour)
            let controller = RunController(plan: plan, addresses: addresses, onEnding: { live?.endRequests() }) {
                progress in
                display.show(progress)
                let moment = RunMoment(
                    elapsed: progress.elapsed, unixSeconds: Date().timeIntervalSince1970, families: progress.families)
                for journal in journals { journal.note(progress.metrics, at: moment) }
                live?.show(progress, Self.summary(of: progress, run: run, startedAt: startedAt), at: moment)
            }
            result = await controller.run(
                interrupts: interrupts.stream(), requests: requests ?? AsyncStream { $0.finish() })
            display.finish()
        } catch {
            result = .unresolved("\(error)", plan: plan)
            let moment = RunMoment(
                elapsed: .zero, unixSeconds: Date().timeIntervalSince1970, families: plan.families)
            for journal in journals { journal.note(result.metrics, at: moment) }
        }
        // A run that is over has no use for a Ctrl-C; whoever waits for the next one does.
        interrupts.rest()
        if case .failed(let reason) = result.end {
            log.error("\(reason)")
            live?.abandon()
            return .internalError
        }
        let summary = Self.summary(of: result, run: run, startedAt: startedAt)
        live?.end(with: summary, of: result.metrics, wasInterrupted: result.end == .interrupted)
        return report(summary, run: run, journals: journals, log: log)
    }

    /// Where the hosts are, looked up once before the run. The one-line form has one, and fails without it; what a step
    /// of a profile does not find is an error of the step.
    private static func addresses(of plan: RunPlan, _ log: Logger) throws -> [String: String] {
        let services = plan.profile?.services ?? [plan.url, plan.login?.url].compactMap(\.self)
        var addresses: [String: String] = [:]
        var missing: Set<String> = []
        for url in services where addresses[url.host] == nil && !missing.contains(url.host) {
            do {
                let found = try Resolver.resolve(url.host)
                let address = SocketAddress.reachable(among: found, port: url.port)?.text ?? url.host
                log.debug("resolved", metadata: ["host": "\(url.host)", "address": "\(address)"])
                addresses[url.host] = address
            } catch {
                guard plan.profile != nil else { throw error }
                missing.insert(url.host)
                log.warning("\(error)")
            }
        }
        return addresses
    }

    /// The JSON first, so that nothing after it can cost the result.
    private func report(
        _ summary: RunSummary, run: ResolvedRun, journals: [any RunJournal], log: Logger
    ) -> ExitStatus {
        var failures: [WriteError] = []
        if let path = run.files.json {
            do throws(WriteError) { try FileWriter.write(JSONReport.render(summary), to: path) } catch {
                failures.append(error)
            }
        }
        failures += run.files.write(summary) + journals.flatMap { $0.finish(summary) }
        // The verdict's own status is not how the process ends then.
        for failure in failures { log.error("\(failure); the exit status is \(ExitStatus.internalError.rawValue)") }
        let text = SummaryReport.render(summary, colour: run.allowsColour && isatty(STDOUT_FILENO) == 1)
        // Beside a result on standard output the report would spoil it.
        do throws(ExitCode) {
            if run.files.takeStandardOutput { StandardError.write(text) } else { try StandardOutput.write(text) }
        } catch {
            return .internalError
        }
        return failures.isEmpty ? summary.exitStatus : .internalError
    }
}
