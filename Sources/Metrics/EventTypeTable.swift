internal import Timing

/// What was measured of each event type (WHATWG HTML §9.2.6): a loop's own table, bounded because a target can invent
/// types without end.
package struct EventTypeTable: Sendable {
    package struct Row: Sendable {
        package let type: String
        package internal(set) var events = 0
        package internal(set) var gap = Distribution()
        package internal(set) var deliveryDelay = Distribution()
    }

    /// Further types share the last row.
    private static let limit = 32
    private static let others = "(other)"

    package private(set) var rows: [Row] = []

    package init() {}

    /// The row of a type, made when it is new.
    package mutating func index(of type: String) -> Int {
        if let index = rows.firstIndex(where: { $0.type == type }) { return index }
        guard rows.count < Self.limit || type == Self.others else { return index(of: Self.others) }
        rows.append(Row(type: type))
        return rows.count - 1
    }

    mutating func record(_ row: Int, gap: Nanoseconds?, deliveryDelay: Nanoseconds?) {
        rows[row].events += 1
        if let gap { rows[row].gap.record(gap) }
        if let deliveryDelay { rows[row].deliveryDelay.record(deliveryDelay) }
    }

    mutating func merge(_ other: EventTypeTable) {
        for row in other.rows {
            let index = index(of: row.type)
            rows[index].events += row.events
            rows[index].gap.merge(row.gap)
            rows[index].deliveryDelay.merge(row.deliveryDelay)
        }
    }

    /// Empties the rows and keeps them: a loop remembers their places.
    mutating func reset() {
        for index in rows.indices {
            rows[index].events = 0
            rows[index].gap.reset()
            rows[index].deliveryDelay.reset()
        }
    }

    /// Makes an emptied table one in which the types have the places that they have in `other`. It may have served
    /// another loop; where it is this loop's own, its histograms stay, because growing one anew is slow.
    mutating func takePlaces(of other: EventTypeTable) {
        for (index, row) in other.rows.enumerated() {
            if index >= rows.count {
                rows.append(Row(type: row.type))
            } else if rows[index].type != row.type {
                rows[index] = Row(type: row.type)
            }
        }
        rows.removeLast(max(rows.count - other.rows.count, 0))
    }
}
