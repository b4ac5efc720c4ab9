/// What people ask of a run that goes on.
package enum RunRequest: Sendable, Equatable {
    /// To end it in order: drain, close, reports. Its plan is cut short on purpose, and it is judged as far as it went.
    case stop
    /// A change that cannot be made is not made: `LoadChange.check` says so, and why, to who asks before.
    case change(LoadChange)
}
