/// What a part of a run under way is to hold and send just now, and what of it may be changed.
package struct LiveLoad: Sendable, Equatable {
    /// nil in the one-line form.
    package var scenario: String?
    /// Whether `connections` are users of a profile that are no sessions held open.
    package var isOfUsers: Bool
    /// That are to be there at once; nil where that is not for people to say.
    package var connections: Int?
    /// That come or go per second on the way there; nil likewise.
    package var connectRate: Double?
    /// Per second, of each session or of all together; nil likewise.
    package var messageRate: Double?
    package var isTotalRate: Bool
    /// Arrivals per second; nil where nothing arrives, or not at one rate.
    package var arrivalRate: Double?

    package init(
        scenario: String?, isOfUsers: Bool = false, connections: Int?, connectRate: Double?, messageRate: Double?,
        isTotalRate: Bool = false, arrivalRate: Double? = nil
    ) {
        self.scenario = scenario
        self.isOfUsers = isOfUsers
        self.connections = connections
        self.connectRate = connectRate
        self.messageRate = messageRate
        self.isTotalRate = isTotalRate
        self.arrivalRate = arrivalRate
    }
}
