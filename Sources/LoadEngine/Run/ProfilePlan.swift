package import LWSTransport
package import Profiles
package import Timing

/// A profile as it is run: what is left of it after the selection, and what was found out about it once.
package struct ProfilePlan: Sendable {
    package let profile: Profile
    package let measurements: ProfileMeasurements
    let holes: HoleTable
    let pools: DataPools
    /// Where the embedded target listens, once it does.
    package var embeddedPort: Int?

    package init(_ profile: Profile, measurements: ProfileMeasurements, seed: UInt64) {
        self.profile = profile
        self.measurements = measurements
        holes = HoleTable(profile, seed: seed)
        pools = DataPools(holes)
    }

    /// Whether a step goes to the embedded target.
    package var usesEmbeddedTarget: Bool { addresses.contains(where: \.isEmbedded) }

    /// The services whose hosts are known before the run; holes in the path of an address change nothing about them.
    package var services: [ServiceURL] {
        addresses.compactMap { address in
            let text = FilledText(address.template, holes).beginning
            guard let start = address.isEmbedded ? text.endIndex : text.firstRange(of: "://")?.upperBound else {
                return try? StepAddress.url(of: "embedded", for: .request, embeddedPort: embeddedPort ?? 0)
            }
            guard !address.isEmbedded else {
                return try? StepAddress.url(of: "embedded", for: .request, embeddedPort: embeddedPort ?? 0)
            }
            // What comes before a hole may be half a host.
            let host = text[start...].prefix { $0 != "/" && $0 != "?" }
            guard host.endIndex < text.endIndex || FilledText(address.template, holes).literal != nil else {
                return nil
            }
            return try? StepAddress.url(of: String(text[..<host.endIndex]), for: .request, embeddedPort: 0)
        }
    }

    /// What cannot work although the profile is well-formed: told before the first dial.
    package func diagnostics(file: String) -> [Diagnostic] {
        profile.scenarios.compactMap { scenario in
            guard scenario.value.messages != nil else { return nil }
            for step in profile.steps(within: scenario.value.steps) {
                guard case .send(let send) = step, let known = send.reply?.matching.idPlace else { continue }
                guard !FilledPayload(send.message, holes).carriesID else { continue }
                return Diagnostic(
                    place: "\(file): scenario \(scenario.name)",
                    message: "a reply known by \(known) needs {{id}} in the message, as in { id: \"{{id}}\" }")
            }
            return nil
        }
    }

    var scenarioCount: Int { profile.scenarios.count }

    var schedules: [ScenarioSchedule] { profile.schedules }

    private var addresses: [ServiceAddress] {
        let lists = [profile.login?.steps ?? []] + profile.scenarios.map(\.value.steps)
        return lists.flatMap { profile.steps(within: $0) }.compactMap { step in
            switch step {
            case .request(let request): request.address
            case .connect(let connect): connect.address
            case .stream(let stream): stream.address
            default: nil
            }
        }
    }
}

extension Profile {
    /// Sessions and users that may be there at once.
    package var mostUsers: Int { schedules.reduce(0) { $0 + $1.mostUsers } }

    fileprivate var schedules: [ScenarioSchedule] { scenarios.compactMap { ScenarioSchedule($0.value) } }
}

/// When the users or arrivals of a scenario are planned, since the start of the run.
package enum ScenarioSchedule: Sendable {
    /// Sessions or users there at once.
    case levels(LevelSchedule)
    case arrivals(StagedSchedule, ArrivalsLoad.Spacing, users: Int)

    /// Users that run at once at most where a profile says nothing.
    package static let standardUsers = 1_000

    /// nil only while a load that is shared has not been shared out.
    package init?(_ scenario: Scenario) {
        switch scenario.workload {
        case .sessions(let load):
            if let open = load.open, let hold = load.hold {
                let rate = load.rate ?? RampSchedule.usualRate(of: open)
                self = .levels(LevelSchedule(count: open, rate: rate, hold: hold))
            } else {
                self = .levels(Self.levels(of: load.stages))
            }
        case .users(let load):
            if let count = load.count, let length = load.length {
                let rate = load.rate ?? RampSchedule.usualRate(of: count)
                self = .levels(LevelSchedule(count: count, rate: rate, hold: length))
            } else {
                self = .levels(Self.levels(of: load.stages))
            }
        case .arrivals(let load):
            self = .arrivals(load.schedule, load.spacing, users: load.users ?? Self.standardUsers)
        case nil: return nil
        }
    }

    private static func levels(of stages: [Stage<Int>]) -> LevelSchedule {
        LevelSchedule(
            Stage.spans(of: stages).map { LevelSchedule.Span(from: $0.from, to: $0.to, length: $0.length) })
    }

    package var length: Nanoseconds {
        switch self {
        case .levels(let levels): levels.length
        case .arrivals(let schedule, _, _): schedule.length
        }
    }

    /// Until all users are there first.
    package var ramp: Nanoseconds {
        if case .levels(let levels) = self { levels.timeToPeak } else { .zero }
    }

    package var mostUsers: Int {
        switch self {
        case .levels(let levels): levels.peak
        case .arrivals(let schedule, _, let users): min(users, schedule.total)
        }
    }
}

extension Scenario {
    /// Sessions or users that come or go per second where a change does not say how many.
    var comingRate: Double {
        let rate: Double? =
            switch workload {
            case .sessions(let load): load.rate
            case .users(let load): load.rate
            case .arrivals, nil: nil
            }
        return rate ?? RampSchedule.usualRate(of: ScenarioSchedule(self)?.mostUsers ?? 0)
    }
}

extension SendStep.Matching {
    /// Where a reply carries the id of its message, in words; nil where it is known by something else.
    fileprivate var idPlace: String? {
        switch self {
        case .field(let path): "\(path)"
        case .id: "its id"
        case .order, .none: nil
        }
    }
}
