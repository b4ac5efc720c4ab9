internal import CurlTransport
internal import EventLoop
internal import Metrics
internal import Profiles
internal import RESTClient
internal import Timing

/// What a loop carries, made once before it runs.
extension LoopEngine {
    /// What the plan asks for: the ramp of the one-line form, or a profile's scenarios.
    ///
    /// - Returns: a source for each.
    /// - Throws: when certificates cannot be read, or libcurl refuses a setting.
    func makeSources() throws -> [LoadSource] {
        guard let profile = plan.profile else {
            let kind = try SessionKind(
                plan.session, on: self, recorder: TaggedRecorder(recorder), seed: plan.seed)
            return [try SessionRamp(loop: self, kind: kind)]
        }
        return try profile.profile.scenarios.enumerated().compactMap { place, scenario in
            guard !plan.isOnce else { return try OnceLoad(scenario, place: place, profile, loop: self) }
            guard let schedule = ScenarioSchedule(scenario.value) else { return nil }
            switch schedule {
            case .levels(let levels):
                return try UserLoad(scenario, place: place, levels: levels, profile, loop: self)
            case .arrivals(let schedule, let spacing, let users):
                return try ArrivalLoad(scenario, place: place, schedule, spacing, users: users, profile, loop: self)
            }
        }
    }

    /// What makes requests: one client for each source address.
    ///
    /// - Parameter scenario: whose requests they are; nil for those of the one-line form.
    /// - Returns: them, in the order of the addresses.
    /// - Throws: `CurlError` when libcurl refuses a setting.
    func clients(of scenario: Scenario? = nil) throws -> [RESTClient] {
        let context = try curl ?? CurlContext(on: loop)
        curl = context
        let sources = plan.localAddresses.isEmpty ? [nil] : plan.localAddresses.map(Optional.some)
        return try sources.map { source in
            let settings = TransferSettings(
                version: TransferSettings.Version(scenario?.http), keepsConnections: scenario?.connections != .fresh,
                allowsCompression: scenario?.compresses ?? false, tls: plan.tls, proxies: plan.proxies,
                sourceAddress: source, connectTimeout: plan.connectTimeout)
            return try RESTClient(on: context, settings, addresses: addresses)
        }
    }
}

extension TransferSettings.Version {
    /// nil leaves it to TLS.
    fileprivate init(_ version: HTTPVersion?) {
        switch version {
        case .http1: self = .http1
        case .http2: self = .http2
        case nil: self = .negotiated
        }
    }
}
