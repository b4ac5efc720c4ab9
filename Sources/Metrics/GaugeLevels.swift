/// A level now, and the lowest and highest it has been.
package struct GaugeLevels: Sendable, Equatable {
    package private(set) var value = 0.0
    package private(set) var lowest = 0.0
    package private(set) var highest = 0.0
    private var isFirst = true

    package init() {}

    package init(value: Double, lowest: Double, highest: Double) {
        self.value = value
        self.lowest = lowest
        self.highest = highest
        isFirst = false
    }

    package init(_ open: OpenSessions) {
        self.init(value: Double(open.count), lowest: Double(open.fewest), highest: Double(open.most))
    }

    package mutating func observe(_ level: Double) {
        value = level
        lowest = isFirst ? level : min(lowest, level)
        highest = isFirst ? level : max(highest, level)
        isFirst = false
    }
}
