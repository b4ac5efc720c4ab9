package import Timing

/// Steps that are repeated: so many times, or for so long.
package struct LoopStep: Sendable {
    package enum Extent: Sendable, Equatable {
        case times(Int)
        case lasting(Nanoseconds)
    }

    package fileprivate(set) var extent = Extent.times(1)
    package fileprivate(set) var steps: [Step] = []

    static let object = ObjectForm(
        noun: "loop", empty: LoopStep(),
        keys: [
            Key("loop", \.extent, extentForm, "how many times, or { for: 30s }", isRequired: true),
            Key("steps", \.steps, .steps, "what is repeated", isRequired: true),
        ])

    private struct Lasting: Sendable {
        var length = Nanoseconds.zero
    }

    private static let extentForm = Form<Extent>.either(
        short: Form<Int>.positiveCount.map { .times($0) },
        long: ObjectForm(
            noun: "loop", empty: Lasting(),
            keys: [Key("for", \.length, .positiveDuration, "how long it is repeated", isRequired: true)]
        ).form.map { .lasting($0.length) })
}

/// Steps that are taken as often as their weight says, beside others.
package struct WeightedSteps: Sendable {
    package fileprivate(set) var weight = 1
    package fileprivate(set) var steps: [Step] = []

    private static let object = ObjectForm(
        noun: "choice", empty: WeightedSteps(),
        keys: [
            Key(
                "weight", \.weight, .positiveCount, "how often it is chosen, in proportion to the others", standard: "1"
            ),
            Key("steps", \.steps, .steps, "what is done when it is", isRequired: true),
        ])

    static let list = Form<[WeightedSteps]>.list(of: object.form, expected: "a list of { weight, steps }")
}

/// Steps that are reported together under a name.
package struct GroupStep: Sendable {
    package fileprivate(set) var name = ""
    package fileprivate(set) var steps: [Step] = []

    static let object = ObjectForm(
        noun: "group", empty: GroupStep(),
        keys: [
            Key("group", \.name, .words, "its name", isRequired: true),
            Key("steps", \.steps, .steps, "its steps", isRequired: true),
        ])
}

/// The name of a block, judged when all are known.
enum BlockName {
    static let form = Form<String>(schema: Form<String>.words.schema) { node, reading in
        guard let name = Form<String>.words.read(node, reading) else { return nil }
        reading.names.use(name, of: .block, at: node.place)
        return name
    }
}
