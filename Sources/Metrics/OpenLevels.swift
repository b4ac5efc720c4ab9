/// What is open or under way, now and at the extremes of an interval.
package struct OpenLevels: Sendable, Equatable {
    /// Sessions of any kind, and of these the WebSockets and the event streams.
    package var sessions = OpenSessions()
    package var webSockets = OpenSessions()
    package var streams = OpenSessions()
    package var users = OpenSessions()
    /// Parts of levels, in the order of the plan's gauges with tags.
    var parts: [OpenSessions]

    init(parts: Int) { self.parts = Array(repeating: OpenSessions(), count: parts) }

    /// The levels at the beginning of the next interval: as they are, without a past.
    var continued: OpenLevels {
        var next = OpenLevels(parts: 0)
        next.sessions = OpenSessions(sessions.count)
        next.webSockets = OpenSessions(webSockets.count)
        next.streams = OpenSessions(streams.count)
        next.users = OpenSessions(users.count)
        next.parts = parts.map { OpenSessions($0.count) }
        return next
    }

    mutating func merge(_ other: OpenLevels) { combine(other) { $0.merge($1) } }

    /// Goes on with what followed: levels follow one another in time, they do not add up.
    mutating func append(_ next: OpenLevels) { combine(next) { $0.append($1) } }

    private mutating func combine(_ other: OpenLevels, _ combine: (inout OpenSessions, OpenSessions) -> Void) {
        combine(&sessions, other.sessions)
        combine(&webSockets, other.webSockets)
        combine(&streams, other.streams)
        combine(&users, other.users)
        for place in parts.indices { combine(&parts[place], other.parts[place]) }
    }
}
