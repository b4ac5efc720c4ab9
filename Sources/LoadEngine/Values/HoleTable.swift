package import Profiles

/// What the holes of a profile stand for: found out once a run, and shared by all its virtual users.
package final class HoleTable: Sendable {
    enum Meaning: Equatable {
        /// The value that a user captured, by its slot.
        case capture(slot: Int)
        /// A variable, the same for all.
        case constant(String)
        /// A cell of the row that a user has of a data source.
        case column(source: Int, column: Int)
    }

    /// The data sources, in the order of the profile.
    let sources: [Named<DataSource>]
    /// What captures are before they have happened: the variable of the same name, or nothing.
    let initialCaptures: [String?]
    let identity: MessageIdentity
    private let slots: [String: Int]
    private let meanings: [String: Meaning]
    /// By scenario, in the order of the profile.
    private let draws: [SourceDraws]

    package init(_ profile: Profile, seed: UInt64) {
        let scenarioSteps = profile.scenarios.map { profile.steps(within: $0.value.steps) }
        let loginSteps = profile.steps(within: profile.login?.steps ?? [])
        let captured = (loginSteps + scenarioSteps.joined()).flatMap(\.captures).map(\.name)
        var slots: [String: Int] = [:]
        for name in captured where slots[name] == nil { slots[name] = slots.count }

        var meanings: [String: Meaning] = [:]
        for (source, data) in profile.data.enumerated() {
            for (column, name) in data.value.columns.enumerated() {
                meanings["\(data.name).\(name)"] = .column(source: source, column: column)
            }
        }
        var initialCaptures = [String?](repeating: nil, count: slots.count)
        for variable in profile.variables {
            meanings[variable.name] = .constant(variable.value)
            if let slot = slots[variable.name] { initialCaptures[slot] = variable.value }
        }
        // What a service said goes before what the file said.
        for (name, slot) in slots { meanings[name] = .capture(slot: slot) }

        func used(by steps: [Step]) -> Set<Int> {
            let names = steps.flatMap(\.templates).flatMap(\.holes)
            return Set(
                names.compactMap { name in
                    if case .column(let source, _) = meanings[name] { source } else { nil }
                })
        }
        let byLogin = used(by: loginSteps)
        draws = scenarioSteps.map { SourceDraws(eachIteration: used(by: $0), login: byLogin) }
        sources = profile.data
        self.initialCaptures = initialCaptures
        self.slots = slots
        self.meanings = meanings
        identity = MessageIdentity(seed: seed, of: .steps)
    }

    func meaning(of hole: String) -> Meaning? { meanings[hole] }

    /// Where users keep what is captured under the name; nil when nothing is.
    package func slot(of capture: String) -> Int? { slots[capture] }

    func draws(of scenario: Int) -> SourceDraws { draws[scenario] }
}

/// From which data sources the users of a scenario draw rows, and when.
struct SourceDraws: Equatable {
    /// Anew with each iteration.
    let eachIteration: [Int]
    /// Once, since only the login has holes of them.
    let once: [Int]

    init(eachIteration: Set<Int>, login: Set<Int>) {
        self.eachIteration = eachIteration.sorted()
        once = login.subtracting(eachIteration).sorted()
    }
}

extension TextTemplate {
    fileprivate var holes: [String] {
        pieces.compactMap { piece in
            if case .hole(let name, _) = piece { name } else { nil }
        }
    }
}
