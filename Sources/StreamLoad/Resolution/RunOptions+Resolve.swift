import ArgumentParser
import CurlTransport
import LWSTransport
import LoadEngine
import Logging
import Metrics
import Timing

extension RunOptions {
    /// What the flags and the environment come to, or everything that is wrong with them. Nothing is dialled.
    func resolve(in surroundings: Surroundings) -> Result<ResolvedRun, Refusal> {
        let others = OtherArguments(self.others, knownFlags: Self.knownFlags)
        // A profile says it itself: what the environment says of it is another run's.
        let overruled = others.profiles.isEmpty ? [] : ProfileOptions.overruledVariables(of: surroundings.environment)
        var reader = OptionReader(environment: surroundings.environment.filter { !overruled.contains($0.key) })
        let formatText = reader.given(eventStream.streamFormat, "stream-format")
        let target = target.resolve(urls: others.urls, formatText: formatText, &reader)
        let load = load.resolve(target.spoken, &reader)
        var exchange = resolveExchange(with: target, load, in: surroundings, &reader)
        let connection = connection.resolve(
            target, ownWait: exchange.eventStream?.ownWait, in: surroundings, &reader)
        exchange.eventStream?.settle(with: connection)
        if let file = others.profiles.first {
            return resolveProfile(file, others, load, connection, in: surroundings, &reader).map { run in
                var run = run
                run.warnings =
                    overruled.map { "\($0) is ignored: the profile says it" }
                    + RunNotices.misspeltVariables(surroundings.environment, reader.readNames)
                return run
            }
        }
        profile.refuseWithoutProfile(&reader)
        let measured = ReportOptions.Measured.session(
            target.format, isNumbered: reader.wasGiven("sequence"), isAnswered: exchange.message.reply != .none)
        let (thresholds, files) = reports.resolve(measured: measured, in: surroundings, &reader)
        let web = web.resolve(&reader)
        let generator = generator.resolve(connections: load.maxConnections, in: surroundings, &reader)

        let diagnostics = others.diagnostics + reader.diagnostics
        guard diagnostics.isEmpty else { return .failure(Refusal(diagnostics: diagnostics)) }
        let session = SessionPlan(
            url: target.url, connectTimeout: connection.connectTimeout, messageRate: load.messageRate,
            inFlight: load.inFlight, message: exchange.message, replyTimeout: exchange.replyTimeout,
            subscribe: exchange.subscribe, push: exchange.push, ping: connection.ping, reconnect: connection.reconnect,
            handshake: connection.handshake, tls: connection.tls, eventStream: exchange.eventStream)
        var plan = RunPlan(
            session: session, maxConnections: load.maxConnections, connectRate: load.connectRate,
            scheduleSlack: load.scheduleSlack, testDuration: load.testDuration, gracefulStop: load.gracefulStop,
            localAddresses: connection.localAddresses, threads: generator.threads, seed: generator.seed)
        plan.login = target.login
        plan.proxies = ProxySettings(environment: surroundings.environment)
        let notices = RunNotices.all(plan, reader, surroundings)
        return .success(
            ResolvedRun(
                plan: plan, service: target.service, logsInAtEmbedded: target.logsInAtEmbedded,
                judgement: Judgement(thresholds: thresholds), files: files, web: web,
                isQuiet: generator.isQuiet, allowsColour: generator.allowsColour, logLevel: generator.logLevel,
                options: reader.effective, notices: notices,
                warnings: RunNotices.misspeltVariables(surroundings.environment, reader.readNames)))
    }

    /// Every flag, as the help text spells it, so that no second list of them can go stale.
    static let knownFlags: [String] = RunCommand.helpMessage(columns: 1000)
        .split { $0.isWhitespace || $0 == "," }
        .filter { $0.hasPrefix("-") && $0.drop { $0 == "-" }.first?.isLetter == true }
        .map(String.init)
}
