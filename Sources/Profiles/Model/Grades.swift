package import Metrics
import Timing
import Yams

/// What is excellent, good and acceptable; worse is poor.
package struct Grades: Sendable {
    /// Milliseconds, by step or metric.
    package fileprivate(set) var responseTime: [Named<GradeRule.Bounds>] = []
    /// Shares of 0 to 1, by service.
    package fileprivate(set) var errorRate: [Named<GradeRule.Bounds>] = []
    /// Per second, by service; more is better.
    package fileprivate(set) var throughput: [Named<GradeRule.Bounds>] = []

    static let object = ObjectForm(
        noun: "grades", empty: Grades(),
        keys: [
            Key("response_time", \.responseTime, table(.milliseconds, of: .step), "by step or trend metric, in ms"),
            Key("error_rate", \.errorRate, table(.share, of: .service), "by service, as percentages"),
            Key("throughput", \.throughput, table(.rate, of: .service, rises: false), "by service, per second"),
        ])

    /// Drops the rows of endpoints and of services that are out of reach.
    mutating func removeAll(endpoint: (String) -> Bool, service: (String) -> Bool) {
        responseTime.removeAll { endpoint($0.name) }
        errorRate.removeAll { service($0.name) }
        throughput.removeAll { service($0.name) }
    }

    private static func table(
        _ bound: Form<Double>, of kind: NameRegister.Kind, rises: Bool = true
    ) -> Form<[Named<GradeRule.Bounds>]> {
        let table = Form<[Named<GradeRule.Bounds>]>.table(
            of: bounds(bound, rises: rises), expected: "names with three bounds")
        return Form(schema: table.schema) { node, reading in
            guard let grades = table.read(node, reading) else { return nil }
            for grade in grades { reading.names.use(grade.name, of: kind, at: grade.place) }
            return grades
        }
    }

    private static func bounds(_ bound: Form<Double>, rises: Bool) -> Form<GradeRule.Bounds> {
        let expected =
            "three bounds, excellent, good and acceptable, as in \(rises ? "[50, 100, 200]" : "[100/s, 50/s, 25/s]")"
        let list = Form<[Double]>.list(of: bound, expected: expected)
        let schema = list.schema.adding("maxItems", .number(3))
        return Form<GradeRule.Bounds>(schema: schema) { node, reading in
            guard let values = list.read(node, reading), let sequence = node.sequence, !sequence.isEmpty else {
                return nil
            }
            guard sequence.count == 3 else {
                reading.complain(
                    node,
                    "\(sequence.count) bound\(sequence.count == 1 ? " stands" : "s stand") here; expected \(expected)")
                return nil
            }
            guard values.count == 3 else { return nil }
            let ordered = rises ? values : values.reversed()
            if ordered != ordered.sorted() {
                reading.complain(
                    node,
                    "the bounds are not in order; expected excellent, good, acceptable, each \(rises ? "above" : "below") the one before"
                )
            }
            return GradeRule.Bounds(excellent: values[0], good: values[1], acceptable: values[2])
        }
    }
}
