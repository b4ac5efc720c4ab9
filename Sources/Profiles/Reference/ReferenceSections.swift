/// The mappings of the profile language, one after another as they are met, each once.
struct ReferenceSections {
    struct Row {
        let key: String
        let type: String
        let meaning: String
        let standard: String
        let isRequired: Bool
    }

    struct Section {
        let name: String
        /// Where such a mapping stands.
        var places: [String]
        let rows: [Row]
        /// Which keys exclude each other.
        let choices: [String]
        fileprivate let identity: String
    }

    private(set) var sections: [Section] = []
    /// Met and not yet described.
    private var waiting: [(value: Schema.Value, name: String, place: String)] = []

    mutating func add(_ value: Schema.Value, at place: String) {
        guard case .text(let title)? = value["title"] else { return }
        waiting.append((value, title, place))
        while !waiting.isEmpty {
            let next = waiting.removeFirst()
            describe(next.value, name: next.name, place: next.place)
        }
    }

    /// Steps whose keys are the same but for their verbs are described together.
    mutating func addSteps(_ steps: [Schema.Value]) {
        var groups: [(verbs: [String], value: Schema.Value)] = []
        for step in steps {
            guard let keys = step["properties"]?.members, let verb = keys.first?.key else { continue }
            let rest = Schema.Value.list(keys.dropFirst().map(\.value)).identity
            let place = groups.firstIndex { group in
                let others = group.value["properties"]?.members ?? []
                return keys.count > 1 && Schema.Value.list(others.dropFirst().map(\.value)).identity == rest
            }
            if let place { groups[place].verbs.append(verb) } else { groups.append(([verb], step)) }
        }
        for group in groups {
            let name = group.verbs.joined(separator: ", ") + (group.verbs.count == 1 ? " step" : " steps")
            describe(group.value, name: name, place: "a list of steps", firstKeys: group.verbs)
            while !waiting.isEmpty {
                let next = waiting.removeFirst()
                describe(next.value, name: next.name, place: next.place)
            }
        }
    }

    private mutating func describe(
        _ value: Schema.Value, name: String, place: String, firstKeys: [String]? = nil
    ) {
        let identity = value.identity
        if let known = sections.firstIndex(where: { $0.identity == identity }) {
            if !sections[known].places.contains(place) { sections[known].places.append(place) }
            return
        }
        let required = value["required"]?.texts ?? []
        let parent = place == "the file" ? "" : name
        var rows: [Row] = []
        for (index, member) in (value["properties"]?.members ?? []).enumerated() {
            let key = index == 0 ? firstKeys?.joined(separator: "`, `") ?? member.key : member.key
            rows.append(
                Row(
                    key: key, type: type(of: member.value, at: self.place(of: member.key, in: parent)),
                    meaning: member.value["description"]?.text ?? "",
                    standard: member.value["default"]?.text.map { "`\($0)`" } ?? member.value["$comment"]?.text ?? "",
                    isRequired: required.contains(member.key)))
        }
        sections.append(
            Section(name: name, places: [place], rows: rows, choices: choices(of: value), identity: identity))
    }

    private func place(of key: String, in parent: String) -> String {
        parent.isEmpty ? "`\(key)`" : "`\(key)` of \(Self.phrase(parent))"
    }

    /// A noun with its article; names of keys in the plural have none.
    private static func phrase(_ noun: String) -> String {
        if noun.hasSuffix("s") { return noun }
        return "aeiou".contains(noun.prefix(1)) ? "an \(noun)" : "a \(noun)"
    }

    private func choices(of value: Schema.Value) -> [String] {
        (value["allOf"]?.elements ?? []).compactMap { rule in
            let alternatives = rule["oneOf"]?.elements ?? []
            let keys = alternatives.flatMap { $0["required"]?.texts ?? [] }.map { "`\($0)`" }
            guard !keys.isEmpty else { return nil }
            let mayLack = alternatives.contains { $0["not"] != nil }
            return "\(mayLack ? "At most" : "Exactly") one of \(keys.joined(separator: ", "))"
        }
    }
}

// MARK: - What a value may be

extension ReferenceSections {
    private static let quantities = [
        "count": "count", "duration": "duration", "durationRange": "duration or range", "milliseconds": "milliseconds",
        "rate": "rate", "share": "share", "address": "address", "condition": "condition",
    ]

    /// What may stand there, in words; mappings are noted, to be described as well.
    private mutating func type(of value: Schema.Value, at place: String) -> String {
        if let reference = value["$ref"]?.text {
            let name = String(reference.dropFirst("#/$defs/".count))
            return name == "step" ? "[step](#steps)" : "[\(Self.quantities[name] ?? name)](#values)"
        }
        if let alternatives = value["anyOf"]?.elements { return type(ofAny: alternatives, at: place) }
        if let words = value["enum"]?.texts { return words.map { "`\($0)`" }.joined(separator: ", ") }
        if value["properties"] != nil, case .text(let title)? = value["title"] {
            waiting.append((value, title, place))
            return "[\(title)](#\(Self.anchor(of: title)))"
        }
        if let inner = value["additionalProperties"], inner.members != nil {
            return "names, each with \(type(of: inner, at: "a name under \(place)"))"
        }
        switch value["type"]?.text {
        case "array": return "list of " + type(of: value["items"] ?? .flag(true), at: "the list \(place)")
        case "boolean": return "`true` or `false`"
        case "integer", "number": return "number"
        case "null": return "nothing"
        case "string": return "text"
        default: return value["type"] == nil ? "any value" : "text, number, mapping or list"
        }
    }

    private mutating func type(ofAny alternatives: [Schema.Value], at place: String) -> String {
        var words: [String] = []
        for alternative in alternatives {
            // What a variable may fill is a text in the file whatever it becomes.
            let isHole = alternative["pattern"]?.text == "\\$\\{"
            let isSpelling = alternative["type"]?.text == "string" && !words.isEmpty
            guard !isHole, !isSpelling else { continue }
            let word = type(of: alternative, at: place)
            if !words.contains(word) { words.append(word) }
        }
        // A text may be written as a number, too.
        if words.first == "text" { words = words.filter { $0 == "text" || $0.contains("mapping") } }
        return words.joined(separator: " or ")
    }

    /// As GitHub makes them of headings.
    private static func anchor(of heading: String) -> String {
        heading.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }.replacing(" ", with: "-")
    }
}

extension Schema.Value {
    fileprivate subscript(_ key: String) -> Schema.Value? { members?.first { $0.key == key }?.value }

    fileprivate var members: [(key: String, value: Schema.Value)]? {
        if case .object(let members) = self { members } else { nil }
    }

    fileprivate var elements: [Schema.Value]? { if case .list(let values) = self { values } else { nil } }
    fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
    fileprivate var texts: [String]? { elements?.compactMap(\.text) }

    /// The same for mappings that are written alike.
    fileprivate var identity: String {
        let own = members?.filter { !["description", "default", "$comment"].contains($0.key) } ?? []
        return members == nil ? "\(self)" : "\(own)"
    }
}
