import Timing
import Yams

/// What a virtual user does next. Its protocol is its verb's.
package indirect enum Step: Sendable {
    case request(RequestStep)
    case connect(ConnectStep)
    case subscribe(SubscribeStep)
    case send(SendStep)
    case expect(MessageMatch)
    case ping(PingStep)
    case listen(ListenStep)
    case onMessage(PushReading)
    case close(CloseStep)
    case stream(StreamStep)
    case read(StreamLimit)
    /// A pause of ours, the same whatever came before.
    case wait(DurationRange)
    /// A pause of the user's, which reads and thinks.
    case think(DurationRange)
    /// From one start of the steps to the next, whatever they take.
    case pacing(DurationRange)
    case loop(LoopStep)
    case choose([WeightedSteps])
    case group(GroupStep)
    /// The steps of a block.
    case run(String)
}

/// A verb: the key that makes a mapping the step that it is, and the keys that may stand beside it.
struct Verb: Sendable {
    let name: String
    let keys: Set<String>
    let schema: Schema
    let read: @Sendable (_ node: Node, _ reading: ProfileReading) -> Step?

    /// A step of several keys, its verb among them.
    init<Model>(_ name: String, _ object: ObjectForm<Model>, _ step: @escaping @Sendable (Model) -> Step) {
        self.name = name
        keys = Set(object.keys.map(\.name))
        let form = object.form
        schema = form.schema
        read = { node, reading in form.read(node, reading).map(step) }
    }

    /// A step that its verb's value says all of.
    init<Value>(
        _ name: String, _ form: Form<Value>, _ meaning: String, _ step: @escaping @Sendable (Value) -> Step
    ) {
        let object = ObjectForm(
            noun: "\(name) step", empty: Lone<Value>(), keys: [Key(name, \.value, form, meaning, isRequired: true)])
        self.name = name
        keys = [name]
        schema = object.schema
        read = { node, reading in object.read(node, reading)?.value.map(step) }
    }

    private struct Lone<Value: Sendable>: Sendable {
        var value: Value?
    }
}

extension Form<Step> {
    static let step = Form(schema: .reference("step")) { node, reading in
        if let word = node.scalar?.string, Verb.withoutValue.contains(word), let verb = Verb.named(word) {
            // `- close` is short for `- close:`.
            return verb.read(Node([(node, Node("", .implicit, .plain))]), reading)
        }
        guard let mapping = node.mapping, !node.isUnquotedHole else {
            reading.complain(node, "\(node.found); expected a step, such as { get: embedded/health }")
            return nil
        }
        return choose(among: mapping, node, reading)?.read(node, reading)
    }

    private static func choose(among mapping: Node.Mapping, _ node: Node, _ reading: ProfileReading) -> Verb? {
        let keys = mapping.compactMap { $0.key.scalar?.string }
        let verbs = keys.compactMap(Verb.named)
        let names = Verb.all.map(\.name)
        guard let first = verbs.first else {
            // The key that comes near a verb, else the first.
            let near = mapping.first { NearestWord.of($0.key.scalar?.string ?? "", among: names) != nil }
            let key = (near ?? mapping.first)?.key ?? node
            let hint = NearestWord.hint(for: key.scalar?.string ?? "", among: names)
            reading.complain(
                key,
                "'\(key.scalar?.string ?? "")' is not a step\(hint.isEmpty ? "; a" : hint + " A") step has one of "
                    + names.joined(separator: ", "))
            return nil
        }
        if let verb = Verb.meant(by: mapping) { return verb }
        let other = mapping.first { $0.key.scalar?.string == verbs[1].name }?.key ?? node
        reading.complain(
            other, "'\(verbs[1].name)' contradicts '\(first.name)': expected one verb a step; make it a step of its own"
        )
        return nil
    }
}

extension Form<[Step]> {
    static let steps = Form.list(of: Form<Step>.step, expected: "a list of steps")
}

extension Verb {
    /// Verbs that may stand alone.
    static let withoutValue: Set<String> = ["close", "ping"]

    static let all: [Verb] =
        RequestStep.Method.allCases.map { method in
            Verb(method.word, RequestStep.object(method)) { .request($0) }
        } + [
            Verb("connect", ConnectStep.object) { .connect($0) },
            Verb("subscribe", SubscribeStep.object) { .subscribe($0) },
            Verb("send", SendStep.object) { .send($0) },
            Verb("expect", MessageMatch.object.form, "what a message must hold, and by when") { .expect($0) },
            Verb("ping", PingStep.form, "sends a ping and awaits its pong") { .ping($0) },
            Verb("listen", ListenStep.form, "how long pushes are listened to") { .listen($0) },
            Verb("on_message", PushReading.object.form, "what every push carries") { .onMessage($0) },
            Verb("close", CloseStep.form, "ends the session or the stream") { .close($0) },
            Verb("stream", StreamStep.object) { .stream($0) },
            Verb("read", StreamLimit.object.form, "until when the stream is read") { .read($0) },
            Verb("wait", .durationRange, "a pause") { .wait($0) },
            Verb("think", .durationRange, "a pause as people make them, such as 1-3s") { .think($0) },
            Verb("pacing", .durationRange, "from one start of the steps to the next") { .pacing($0) },
            Verb("loop", LoopStep.object) { .loop($0) },
            Verb("choose", WeightedSteps.list, "one of several lists of steps, by weight") { .choose($0) },
            Verb("group", GroupStep.object) { .group($0) },
            Verb("run", BlockName.form, "the name of a block") { .run($0) },
        ]

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    static func named(_ name: String) -> Verb? { byName[name] }

    /// The verb of a step. Some are also keys beside another one, as `expect` is of a request.
    static func meant(by mapping: Node.Mapping) -> Verb? {
        let verbs = mapping.compactMap { $0.key.scalar?.string }.compactMap(named)
        return verbs.first { verb in verbs.allSatisfy { verb.keys.contains($0.name) } }
    }

    /// Any of them, and the verbs that may stand alone.
    static var schema: Schema {
        .any(all.map(\.schema) + [Schema([("enum", .list(withoutValue.sorted().map(Schema.Value.text)))])])
    }
}
