internal import Metrics
internal import Timing

extension EndReason {
    /// Judges a run that was carried out: whether sessions that were to stay have all left, and some of them otherwise than
    /// by reaching their goal.
    ///
    /// - Parameters:
    ///   - ledger: what became of the sessions.
    ///   - time: how long the load was there.
    ///   - plan: what was to be.
    ///   - loads: what was wanted in the end.
    ///   - isEarly: nothing was left, and nothing to come.
    init?(
        desertedBy ledger: Ledger, after time: Nanoseconds, of plan: RunPlan, wanting loads: [CurrentLoad],
        isEarly: Bool
    ) {
        // Sessions of users and arrivals come and go with their steps, and what we close is closed as planned.
        guard loads.contains(where: { $0.kind == .sessions && $0.connections > 0 }), ledger.endedOtherwise > 0,
            ledger.closedByClient.isEmpty
        else { return nil }
        // Where nothing follows a session that is gone, the last may have left since somebody looked.
        let mayFollow =
            plan.profile != nil || plan.session.reconnect != nil || plan.session.eventStream?.resumes == true
        guard isEarly || !mayFollow && ledger.endedByUs == 0 else { return nil }
        self = .deserted(after: time, of: plan.length, endings: ledger.endings)
    }
}
