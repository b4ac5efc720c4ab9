/// Whoever has deadlines on a loop, found by its place.
struct LoopMembers {
    private var places: [LoopMember?] = []
    private var free: [Int32] = []

    var sessions: [Session] { places.compactMap { $0 as? Session } }

    /// Gives a new member its place.
    mutating func admit(_ member: LoopMember) -> Int32 {
        if let place = free.popLast() {
            places[Int(place)] = member
            return place
        }
        places.append(member)
        return Int32(places.count - 1)
    }

    /// Lets go of a member that will never have a deadline again; those that are left of it find nobody. When the loop is
    /// over it has let go of all of them, and the sockets that close then are nobody's.
    mutating func dismiss(_ member: LoopMember) {
        guard places.indices.contains(Int(member.slot)), places[Int(member.slot)] === member else { return }
        places[Int(member.slot)] = nil
        free.append(member.slot)
    }

    /// Whose deadline it is, unless it has another one since, or is gone.
    subscript(_ entry: DeadlineQueue.Entry) -> LoopMember? {
        guard let member = places[Int(entry.member)], member.ticket == entry.ticket else { return nil }
        return member
    }
}
