import Target

/// Serves a plan on an ephemeral port while `body` runs; the counts of the whole, with the thread joined.
@discardableResult
func withTarget(_ plan: TargetPlan = TargetPlan(), _ body: (Int) throws -> Void) throws -> TargetCounts {
    let target = try RunningTarget(plan)
    let port = target.port
    let outcome = Result { try body(port) }
    let counts = target.stop()
    try outcome.get()
    return counts
}

/// The same, with faults.
@discardableResult
func withFaults(_ change: (inout FaultPlan) -> Void, _ body: (Int) throws -> Void) throws -> TargetCounts {
    var plan = TargetPlan()
    change(&plan.faults)
    return try withTarget(plan, body)
}
