import Timing
import Yams

/// A key of a mapping: its name, what it means, and where its value goes in the model.
struct Key<Model: Sendable>: Sendable {
    let name: String
    let meaning: String
    let schema: Schema
    let isRequired: Bool
    /// What holds where it is left out, in words for people.
    let standard: String?
    let read: @Sendable (_ model: inout Model, _ node: Node, _ reading: ProfileReading) -> Void

    init<Value>(
        _ name: String, _ path: any WritableKeyPath<Model, Value> & Sendable, _ form: Form<Value>, _ meaning: String,
        isRequired: Bool = false, standard: String? = nil
    ) {
        self.init(name, schema: form.schema, meaning, isRequired: isRequired, standard: standard) {
            model, node, reading in
            if let value = form.read(node, reading) { model[keyPath: path] = value }
        }
    }

    init<Value>(
        _ name: String, _ path: any WritableKeyPath<Model, Value?> & Sendable, _ form: Form<Value>, _ meaning: String,
        isRequired: Bool = false, standard: String? = nil
    ) {
        self.init(name, schema: form.schema, meaning, isRequired: isRequired, standard: standard) {
            model, node, reading in
            if let value = form.read(node, reading) { model[keyPath: path] = value }
        }
    }

    private init(
        _ name: String, schema: Schema, _ meaning: String, isRequired: Bool, standard: String?,
        read: @escaping @Sendable (_ model: inout Model, _ node: Node, _ reading: ProfileReading) -> Void
    ) {
        self.name = name
        self.meaning = meaning
        self.schema = schema
        self.isRequired = isRequired
        self.standard = standard
        self.read = read
    }
}

extension Key {
    /// Its schema with what it means, and the value that it usually has.
    fileprivate var described: Schema {
        let described = schema.describing(meaning)
        guard let standard else { return described }
        // An editor may write a default: it must be a value, and not words about one.
        let isValue = !standard.contains(" ") && !standard.hasPrefix("--")
        return described.adding(isValue ? "default" : "$comment", .text(standard))
    }
}

/// Keys of which a mapping has at most one, or exactly one.
struct Choice: Sendable {
    let names: [String]
    let isRequired: Bool
    /// What of the rest of the file makes one of them needless.
    var exemption: (any KeyPath<ProfileReading, Bool> & Sendable)?

    static func exactlyOne(of names: String...) -> Choice { Choice(names: names, isRequired: true) }
    static func atMostOne(of names: String...) -> Choice { Choice(names: names, isRequired: false) }

    /// Exactly one, or none where something else in the file stands in for it; the schema cannot tell.
    static func exactlyOne(
        of names: String..., unless exemption: any KeyPath<ProfileReading, Bool> & Sendable
    ) -> Choice {
        Choice(names: names, isRequired: true, exemption: exemption)
    }

    fileprivate func isRequired(_ reading: ProfileReading) -> Bool {
        guard let exemption else { return isRequired }
        return isRequired && !reading[keyPath: exemption]
    }
}

/// A mapping as it stands in the file, for rules about keys that go together.
struct ObjectNode {
    let mapping: Node.Mapping
    let place: ProfilePlace

    func has(_ key: String) -> Bool { node(of: key) != nil }
    func node(of key: String) -> Node? { mapping.first { $0.key.scalar?.string == key }?.value }
    func place(of key: String) -> ProfilePlace {
        mapping.first { $0.key.scalar?.string == key }?.key.place ?? place
    }
}

/// How a mapping with known keys is written.
struct ObjectForm<Model: Sendable>: Sendable {
    /// What it is called in error texts: "stage".
    let noun: String
    /// What the reference calls it, where others have the same noun.
    var title: String?
    /// The model that the keys are read into.
    let empty: Model
    let keys: [Key<Model>]
    var choices: [Choice] = []
    /// What the keys must have to do with each other; called with what could be read.
    var rule: @Sendable (_ model: Model, _ object: ObjectNode, _ reading: ProfileReading) -> Void = { _, _, _ in }

    var form: Form<Model> {
        Form(schema: schema) { node, reading in read(node, reading) }
    }

    func read(_ node: Node, _ reading: ProfileReading) -> Model? {
        guard let mapping = node.mapping, !node.isUnquotedHole else {
            reading.complain(node, "\(node.found); expected \(isPlural ? noun : "\(article) \(noun)"): \(keyList)")
            return nil
        }
        let object = ObjectNode(mapping: mapping, place: node.place)
        var model = empty
        // A misspelt key is one mistake, not also a missing one.
        var meant: Set<String> = []
        for pair in mapping {
            guard let name = pair.key.scalar?.string else {
                reading.complain(pair.key, "\(pair.key.found); expected \(article) \(noun) key: \(keyList)")
                continue
            }
            guard let key = keys.first(where: { $0.name == name }) else {
                if let near = refuse(name, at: pair.key, reading) { meant.insert(near) }
                continue
            }
            key.read(&model, pair.value, reading)
        }
        let isComplete = judgePresence(of: object, meant: meant, reading)
        if isComplete { rule(model, object, reading) }
        return model
    }

    /// As it is spoken: 'users' begins with a consonant, 'until' does not.
    private var article: String {
        let startsWithVowel = noun.hasPrefix("un") || noun.first.map { "aeio".contains($0) } ?? false
        return startsWithVowel ? "an" : "a"
    }
    private var isPlural: Bool { noun.hasSuffix("s") && noun != "tls" }
    /// How a sentence about its keys begins: `a stage has`, `sessions have`.
    private var subject: String { isPlural ? "\(noun) have" : "\(article) \(noun) has" }
    private var verb: String { isPlural ? "have" : "has" }
    private var keyList: String { keys.map(\.name).joined(separator: ", ") }

    /// Says that a key is none, and returns the one that was probably meant.
    private func refuse(_ name: String, at node: Node, _ reading: ProfileReading) -> String? {
        let near = NearestWord.of(name, among: keys.map(\.name))
        let hint = near.map { ". Did you mean '\($0)'?" } ?? ""
        reading.complain(
            node,
            "'\(name)' is not \(article) \(noun) key\(hint.isEmpty ? "; " : hint + " ")"
                + "\(hint.isEmpty ? subject : subject.prefix(1).uppercased() + subject.dropFirst()) \(keyList)")
        return near
    }

    /// Whether all is there that must be, and nothing twice that may be once.
    private func judgePresence(of object: ObjectNode, meant: Set<String>, _ reading: ProfileReading) -> Bool {
        var isComplete = meant.isEmpty
        for key in keys where key.isRequired && !object.has(key.name) && !meant.contains(key.name) {
            reading.complain(object.place, "the \(noun) \(verb) no '\(key.name)'; expected \(key.meaning)")
            isComplete = false
        }
        for choice in choices {
            let present = object.mapping.compactMap { $0.key.scalar?.string }.filter(choice.names.contains)
            let words = choice.names.joined(separator: ", ")
            if present.isEmpty, choice.isRequired(reading), meant.isDisjoint(with: choice.names) {
                reading.complain(object.place, "the \(noun) \(verb) none of \(words); expected exactly one of them")
                isComplete = false
            }
            for name in present.dropFirst() {
                reading.complain(
                    object.place(of: name),
                    "'\(name)' contradicts '\(present[0])': expected \(choice.isRequired ? "exactly" : "at most") "
                        + "one of \(words)")
                isComplete = false
            }
        }
        return isComplete
    }

    var schema: Schema {
        var schema = Schema([
            ("title", .text(title ?? noun)),
            ("type", .text("object")),
            ("properties", .object(keys.map { ($0.name, $0.described.value) })),
            ("additionalProperties", .flag(false)),
        ])
        let required = keys.filter(\.isRequired).map(\.name)
        if !required.isEmpty { schema = schema.adding("required", .list(required.map(Schema.Value.text))) }
        let rules = choices.map(Self.schema)
        return rules.isEmpty ? schema : schema.adding("allOf", .list(rules))
    }

    private static func schema(of choice: Choice) -> Schema.Value {
        func having(_ names: [String]) -> Schema.Value {
            .object([("required", .list(names.map(Schema.Value.text)))])
        }
        var alternatives = choice.names.map { having([$0]) }
        if !choice.isRequired || choice.exemption != nil {
            alternatives.append(.object([("not", .object([("anyOf", .list(choice.names.map { having([$0]) }))]))]))
        }
        return .object([("oneOf", .list(alternatives))])
    }
}
