import ArgumentParser
import EventLoop
import Foundation
import LWSTransport
import LoadEngine
import Logging
import Metrics
import Reports
import Timing

extension RunCommand {
    /// One run from its plan to its verdict.
    func execute(_ run: ResolvedRun) async -> ExitStatus {
        let level = run.logLevel
        let log = Logger(label: "streamload") { _ in StandardErrorLog(level: level) }
        let interrupts = Interrupts()
        let preflight = Preflight(
            connections: run.plan.mostUsers, threads: run.plan.threads, sources: run.plan.localAddresses.count,
            profile: run.plan.profile.map { (run.profileFile ?? "", $0.profile) })
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
            return try await conduct(run, embeddedPort: target?.port, interrupts: interrupts.stream, log: log)
        } catch {
            log.error("\(error)")
            return .internalError
        }
    }

    private func conduct(
        _ run: ResolvedRun, embeddedPort: Int?, interrupts: AsyncStream<Void>, log: Logger
    ) async throws -> ExitStatus {
        var plan = run.plan
        if let embeddedPort {
            if run.service == .embedded { plan.url.port = embeddedPort }
            if run.logsInAtEmbedded { plan.login?.url.port = embeddedPort }
            plan.profile?.embeddedPort = embeddedPort
        }
        let startedAt = Date()
        let journals = run.files.openJournals()
        let result: RunResult
        do {
            let addresses = try Self.addresses(of: plan, log)
            let display = ProgressDisplay(isQuiet: run.isQuiet, allowsColour: run.allowsColour)
            let controller = RunController(plan: plan, addresses: addresses) { progress in
                display.show(progress)
                let moment = RunMoment(
                    elapsed: progress.elapsed, unixSeconds: Date().timeIntervalSince1970, families: progress.families)
                for journal in journals { journal.note(progress.metrics, at: moment) }
            }
            result = await controller.run(interrupts: interrupts)
            display.finish()
        } catch {
            result = .unresolved("\(error)", plan: plan)
            let moment = RunMoment(
                elapsed: .zero, unixSeconds: Date().timeIntervalSince1970, families: plan.families)
            for journal in journals { journal.note(result.metrics, at: moment) }
        }
        if case .failed(let reason) = result.end {
            log.error("\(reason)")
            return .internalError
        }
        let summary = Self.summary(of: result, run: run, plan: plan, startedAt: startedAt)
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

    private static func summary(
        of result: RunResult, run: ResolvedRun, plan: RunPlan, startedAt: Date
    ) -> RunSummary {
        let usage = ProcessUsage.now()
        let lateness = result.metrics.total[TrendMetric.sendLateness].percentile(99)
        let lag = lateness == nil ? result.metrics.total[TrendMetric.loopLag].percentile(99) : nil
        // One user has no load to keep up with, and may be watched by somebody who holds it up.
        let validity = ValidityReport.judge(
            planned: result.sendsPlanned, takenUp: result.sendsTakenUp, latenessP99: plan.isOnce ? nil : lateness,
            loopLagP99: plan.isOnce ? nil : lag)
        let outcome: ExitStatus =
            switch result.end {
            case .completed, .stopped: .passed
            case .interrupted: .interrupted
            case .short(let reason): reason.status
            case .failed: .internalError
            }
        let reason: EndReason? = if case .short(let reason) = result.end { reason } else { nil }
        return RunSummary(
            toolVersion: ToolVersion.current, families: plan.families,
            run: RunSummary.Run(
                startedAt: startedAt.ISO8601Format(), ramp: result.ramp, hold: result.hold, drain: result.drain,
                target: run.targetName, profile: run.profileFile, seed: plan.seed, options: run.options,
                reason: reason),
            generator: RunSummary.Generator(
                threads: plan.threads, cpuSeconds: usage.cpuSeconds, maxRSSBytes: usage.maxRSSBytes,
                validity: validity),
            metrics: result.metrics, judgement: run.judgement, outcome: outcome)
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
        for failure in failures { log.error("\(failure)") }
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
