package import Metrics
package import TLS
import Yams

/// A profile: what virtual users do, how much load there is, and what counts as good.
package struct Profile: Sendable {
    package internal(set) var name: String?
    package internal(set) var description: String?
    /// The variables as they came out, in the order of the file.
    package internal(set) var variables: [Named<String>] = []
    package internal(set) var loads: [Named<[Named<String>]>] = []
    /// How connections of all kinds are secured.
    package internal(set) var tls: TLSOptions?
    package internal(set) var login: Login?
    package internal(set) var data: [Named<DataSource>] = []
    /// Users or arrivals that the scenarios without a load of their own share by their weights.
    package internal(set) var sharedLoad: Workload?
    package internal(set) var scenarios: [Named<Scenario>] = []
    package internal(set) var blocks: [Named<[Step]>] = []
    package internal(set) var thresholds: [Threshold] = []
    package internal(set) var grades: Grades?
    package internal(set) var targets: [TargetRow] = []
    /// Thresholds and targets that are not judged, since no scenario that was selected has anything to do with them.
    package internal(set) var unjudged: [String] = []

    /// What can be read only when the names of the file are known.
    struct Unjudged: Sendable {
        var profile = Profile()
        var thresholds: [Named<[ThresholdText]>] = []
        var targets: [TargetText] = []
    }

    static let object = ObjectForm(
        noun: "profile", empty: Unjudged(),
        keys: [
            Key("name", \.profile.name, .serviceName, "what the run is called", standard: "the file's name"),
            Key("description", \.profile.description, .text, "what it is for"),
            Key("variables", \.profile.variables, variables, "values for ${NAME}, by name"),
            Key("loads", \.profile.loads, loads, "variables by the name of a load, chosen by -e LOAD=name"),
            Key("data", \.profile.data, DataSource.table, "files of rows, by name"),
            Key("tls", \.profile.tls, TLSRules.object.form, "how connections are secured"),
            Key("login", \.profile.login, Login.object.form, "what every virtual user does once, first"),
            Key(
                "users", \.profile.sharedLoad, UsersLoad.object.form.map { .users($0) },
                "virtual users that the scenarios without a load share by their weights"),
            Key(
                "arrivals", \.profile.sharedLoad, ArrivalsLoad.object.form.map { .arrivals($0) },
                "arrivals per second that the scenarios without a load share by their weights"),
            Key("scenarios", \.profile.scenarios, scenarios, "behaviours with their loads, by name", isRequired: true),
            Key("blocks", \.profile.blocks, blocks, "steps for reuse, by name"),
            Key(
                "thresholds", \.thresholds,
                .table(of: ThresholdText.form, expected: "metrics with conditions, as in { checks: [\"rate>0.99\"] }"),
                "pass conditions, by metric"),
            Key("grades", \.profile.grades, Grades.object.form, "excellent, good and acceptable values"),
            Key(
                "targets", \.targets,
                .list(of: TargetText.object.form, expected: "a list of { metric, stat, target, critical }"),
                "target and critical values"),
        ],
        choices: [.atMostOne(of: "users", "arrivals")],
        rule: { unjudged, object, reading in
            guard let load = unjudged.profile.sharedLoad, unjudged.profile.sharers.isEmpty else { return }
            let word = load.word
            reading.complain(
                object.place(of: word),
                "nobody shares these '\(word)': every scenario has a load of its own; expected one without")
        })

    private static let variables = Form<[Named<String>]>.table(of: .text, expected: "names with their values")

    private static let loads = Form<[Named<[Named<String>]>]>.table(
        of: variables, expected: "names of loads, each with its variables")

    private static let scenarios = Form<[Named<Scenario>]>(schema: scenarioTable.schema) { node, reading in
        guard let scenarios = scenarioTable.read(node, reading) else { return nil }
        if node.mapping?.isEmpty == true { reading.complain(node, "there are no scenarios; expected at least one") }
        for pair in node.mapping ?? [:] {
            guard let name = pair.key.scalar?.string else { continue }
            reading.names.define(name, as: .scenario)
            // A scenario without a service of its own is one.
            reading.names.define(name, as: .service)
        }
        return scenarios
    }

    private static let scenarioTable = Form<[Named<Scenario>]>.table(
        of: Scenario.object.form, expected: "names with { steps, … }")

    /// One after another, so that it is known which block runs which.
    private static let blocks = Form<[Named<[Step]>]>(schema: .table(of: Form<[Step]>.steps.schema)) { node, reading in
        guard let mapping = node.mapping else {
            reading.complain(node, "\(node.found); expected names with lists of steps")
            return nil
        }
        return mapping.compactMap { pair in
            guard let name = pair.key.scalar?.string else {
                reading.complain(pair.key, "\(pair.key.found); expected a name")
                return nil
            }
            reading.names.define(name, as: .block)
            reading.names.enter(block: name)
            defer { reading.names.enter(block: nil) }
            return Form<[Step]>.steps.read(pair.value, reading).map {
                Named(name: name, value: $0, place: pair.key.place)
            }
        }
    }
}
