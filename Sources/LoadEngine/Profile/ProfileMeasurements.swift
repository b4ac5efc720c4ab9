package import Metrics
package import Profiles

/// What a run of a profile measures beyond the catalogue, and what it is judged by. The profile is what a selection has
/// left of it.
package struct ProfileMeasurements: Sendable {
    package private(set) var plan: MeasurementPlan
    package private(set) var judgement: Judgement
    /// What its scenarios use, and so which metrics the result has.
    package let families: Set<MetricFamily>

    package init(_ profile: Profile) {
        let inventories = profile.scenarios.map { ScenarioInventory($0, of: profile) }
        families = inventories.reduce([.general]) { $0.union($1.families) }
        judgement = Judgement(
            thresholds: profile.thresholds, targets: profile.targets.map(\.rule),
            grades: GradedServices(profile, inventories, families).rules)
        plan = MeasurementPlan(
            submetrics: inventories.flatMap(Self.rows) + judgement.selectors, checks: inventories.flatMap(\.checks),
            counters: inventories.flatMap(\.counters), rates: inventories.flatMap(\.rates))
    }

    /// Judges the run by more thresholds, such as those of the command line, which were read with its plan.
    package mutating func add(_ thresholds: [Threshold]) {
        judgement.thresholds += thresholds
        plan = MeasurementPlan(
            submetrics: plan.submetrics + thresholds.map(\.selector), checks: plan.checks, counters: plan.counters,
            rates: plan.rates)
    }

    /// What the report's table of requests shows, a row a step.
    private static func rows(of inventory: ScenarioInventory) -> [MetricSelector] {
        inventory.requestNames.flatMap { RequestRow.selectors(scenario: inventory.scenario, name: $0) }
    }
}

extension Judgement {
    fileprivate var selectors: [MetricSelector] {
        thresholds.map(\.selector) + targets.map(\.selector) + grades.flatMap(\.selectors)
    }
}
