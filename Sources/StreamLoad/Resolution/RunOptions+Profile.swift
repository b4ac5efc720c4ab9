import CurlTransport
import LWSTransport
import LoadEngine
import Metrics
import Profiles
import TLS
import Timing

extension RunOptions {
    /// The run of a profile: what the flags say of connections, reports and the generator holds for its steps.
    func resolveProfile(
        _ file: String, _ others: OtherArguments, _ load: ResolvedLoad, _ connection: ResolvedConnection,
        in surroundings: Surroundings, _ reader: inout OptionReader
    ) -> Result<ResolvedRun, Refusal> {
        for extra in others.profiles.dropFirst() + others.urls {
            reader.refuse(SecretText.redacted(url: extra), "a run has one profile or one URL; '\(file)' is its profile")
        }
        let read = profile.resolve(file, in: surroundings, &reader)
        let known = try? read.get()
        let measurements = known.map(ProfileMeasurements.init)
        let (thresholds, files) = reports.resolve(
            measured: known.map { .profile(ProfileMeasurements($0), MeasuredRows($0)) } ?? .session(nil),
            profile: file, in: surroundings, &reader)
        let web = web.resolve(&reader)
        let generator = generator.resolve(connections: max(known?.mostUsers ?? 1, 1), in: surroundings, &reader)
        let (isOnce, isDumped) = profile.resolveOnce(&reader)
        let diagnostics = others.diagnostics + reader.diagnostics
        switch read {
        case .failure(let rejection):
            return .failure(
                Refusal(diagnostics: diagnostics, profileLines: rejection.diagnostics.map(\.description)))
        case .success(let profile):
            guard diagnostics.isEmpty, var measurements else { return .failure(Refusal(diagnostics: diagnostics)) }
            measurements.add(thresholds)
            var connection = connection
            connection.tls.fill(from: profile.tls)
            var plan = RunPlan(
                session: session(load, connection), maxConnections: 0, connectRate: load.connectRate,
                scheduleSlack: load.scheduleSlack, testDuration: .zero, gracefulStop: load.gracefulStop,
                localAddresses: connection.localAddresses, threads: isOnce ? 1 : generator.threads,
                seed: generator.seed)
            plan.isOnce = isOnce
            if isDumped { plan.observer = dump(profile, file: file, in: surroundings).observer }
            plan.proxies = ProxySettings(environment: surroundings.environment)
            plan.profile = ProfilePlan(profile, measurements: measurements, seed: generator.seed)
            return .success(
                ResolvedRun(
                    plan: plan, service: plan.profile?.usesEmbeddedTarget == true ? .embedded : .external,
                    judgement: measurements.judgement, profileFile: file, files: files,
                    web: web,
                    isQuiet: generator.isQuiet || isOnce, allowsColour: generator.allowsColour,
                    logLevel: generator.logLevel,
                    options: ProfileOptions.reported(reader.effective), notices: []))
        }
    }

    private func dump(_ profile: Profile, file: String, in surroundings: Surroundings) -> RunDump {
        let text = (try? surroundings.readFile(file).get()).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return RunDump(
            secrets: RunDump.secrets(
                of: profile, text: text, settings: self.profile.settings.values, environment: surroundings.environment))
    }

    /// What sessions of a profile are where it says nothing.
    private func session(_ load: ResolvedLoad, _ connection: ResolvedConnection) -> SessionPlan {
        SessionPlan(
            url: ServiceURL(scheme: .ws, host: "127.0.0.1"), connectTimeout: connection.connectTimeout, messageRate: 0,
            inFlight: load.inFlight,
            message: MessagePlan(template: MessageTemplate(pieces: []), isBinary: false, reply: .none),
            replyTimeout: .seconds(10), subscribe: nil, push: PushPlan(), ping: connection.ping, reconnect: nil,
            handshake: connection.handshake, tls: connection.tls)
    }
}

extension TLSOptions {
    /// What flags leave open is the profile's to say, file by file and word by word.
    fileprivate mutating func fill(from profile: TLSOptions?) {
        guard let profile else { return }
        caFile = caFile ?? profile.caFile
        if certificateFile == nil { (certificateFile, keyFile) = (profile.certificateFile, profile.keyFile) }
        insecureSkipVerify = insecureSkipVerify || profile.insecureSkipVerify
        resumeSessions = resumeSessions || profile.resumeSessions
    }
}
