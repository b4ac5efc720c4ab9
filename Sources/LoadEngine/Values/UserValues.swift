internal import Profiles
package import Timing

/// What the holes of one virtual user's steps are filled with: what it captured, its rows of data, its counters. Belongs
/// to one loop. Captures last as long as the user.
package final class UserValues {
    /// From 0; `{{user}}`.
    package let user: Int
    let holes: HoleTable
    private let scenario: Int
    // Shared by all users until the first capture, and the first row, of this one.
    private var captures: [String?]
    private var rows: [Int] = []
    private var fillings = 0
    private var sequence = 0

    /// The values of a user of the scenario at that place in the profile.
    package init(user: Int, scenario: Int, holes: HoleTable) {
        self.user = user
        self.scenario = scenario
        self.holes = holes
        captures = holes.initialCaptures
    }

    /// What was captured under the name, or set as a variable that may be captured; nil when nothing was.
    package subscript(_ capture: String) -> String? {
        get { holes.slot(of: capture).flatMap { captures[$0] } }
        set { if let slot = holes.slot(of: capture) { captures[slot] = newValue } }
    }

    package subscript(slot slot: Int) -> String? {
        get { captures[slot] }
        set { captures[slot] = newValue }
    }

    /// Draws the rows of data that the user's scenario needs for its next iteration.
    ///
    /// - Throws: which data have no row left. The user then ends.
    package func beginIteration(_ pools: DataPools, random: inout FastRandom) throws(DataExhausted) {
        let draws = holes.draws(of: scenario)
        guard !draws.eachIteration.isEmpty || !draws.once.isEmpty else { return }
        if rows.isEmpty {
            rows = [Int](repeating: Self.noRow, count: holes.sources.count)
            for source in draws.once { rows[source] = try pools.draw(from: source, for: user, random: &random) }
        }
        for source in draws.eachIteration { rows[source] = try pools.draw(from: source, for: user, random: &random) }
    }

    private static let noRow = -1

    /// The cell of the row that the user has of a source; nil before it has one.
    func cell(source: Int, column: Int) -> String? {
        guard !rows.isEmpty, rows[source] != Self.noRow else { return nil }
        return holes.sources[source].value.rows.cell(row: rows[source], column: column)
    }

    /// The places of one filling: within it `{{id}}` and `{{seq}}` each are the same, wherever they stand.
    func places(takingID usesID: Bool, sequence usesSequence: Bool) -> PlaceWriter {
        defer {
            if usesID { fillings += 1 }
            if usesSequence { sequence += 1 }
        }
        return PlaceWriter(identity: holes.identity, user: user, id: fillings, sequence: sequence)
    }
}
