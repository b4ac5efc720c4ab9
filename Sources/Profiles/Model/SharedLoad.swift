import Timing

extension Profile {
    /// The places of the scenarios that share the load of the profile: those without one of their own.
    var sharers: [Int] {
        scenarios.indices.filter { scenarios[$0].value.workload == nil || scenarios[$0].value.isSharing }
    }

    /// Gives every scenario without a load of its own its share of the profile's, in proportion to the weights of those
    /// that are there; the shares add up to the whole.
    mutating func shareLoad() {
        let sharers = sharers
        guard let sharedLoad, !sharers.isEmpty else { return }
        let shares = sharedLoad.shared(by: sharers.map { scenarios[$0].value.weight ?? 1 })
        for (place, share) in zip(sharers, shares) {
            let scenario = scenarios[place]
            var value = scenario.value
            value.workload = share
            value.isSharing = true
            scenarios[place] = Named(name: scenario.name, value: value, place: scenario.place)
        }
    }
}

extension Workload {
    /// Its key in a profile.
    package var word: String {
        switch self {
        case .sessions: "sessions"
        case .users: "users"
        case .arrivals: "arrivals"
        }
    }

    /// The load in as many parts as there are weights.
    func shared(by weights: [Int]) -> [Workload] {
        switch self {
        // Sessions are held for their own scenario's sake, and are not shared.
        case .sessions: weights.map { _ in self }
        case .users(let load): load.shared(by: weights).map { .users($0) }
        case .arrivals(let load): load.shared(by: weights).map { .arrivals($0) }
        }
    }
}

extension UsersLoad {
    /// Every level is shared by itself, and all shares take the time of the whole to get there.
    fileprivate func shared(by weights: [Int]) -> [UsersLoad] {
        var spans = Stage.spans(of: stages)
        if let count, let length {
            guard let rate else {
                return Shares.of(count, by: weights).map { share in
                    var load = self
                    load.count = share
                    return load
                }
            }
            spans = [(0, count, .seconds(Double(count) / rate)), (count, count, length)]
        }
        let levels = spans.map { Shares.of($0.to, by: weights) }
        return weights.indices.map { index in
            var load = UsersLoad.empty
            load.stages = zip(spans, levels).map { span, shares in
                Stage(
                    span.from == span.to
                        ? .hold(shares[index], for: span.length) : .ramp(shares[index], over: span.length))
            }
            return load
        }
    }
}

extension ArrivalsLoad {
    /// The planned arrivals are shared, and the rates scaled so that each share plans its part exactly: with n of N
    /// arrivals, an area of N + f (0 ≤ f < 1) becomes n·(N + f)/N, which is n and less than one more.
    fileprivate func shared(by weights: [Int]) -> [ArrivalsLoad] {
        let total = schedule.total
        let parts = Shares.of(total, by: weights)
        let limits = users.map { Shares.of($0, by: weights) }
        return weights.indices.map { index in
            let part = total == 0 ? 0 : Double(parts[index]) / Double(total)
            var load = self
            load.phase = Double(index) / Double(weights.count)
            load.rate = rate.map { $0 * part }
            load.stages = Stage.spans(of: stages).map { span in
                Stage(
                    span.from == span.to
                        ? .hold(span.to * part, for: span.length) : .ramp(span.to * part, over: span.length))
            }
            // A scenario that may run nothing at all would drop all of its arrivals.
            load.users = limits.map { max(1, $0[index]) }
            return load
        }
    }
}
