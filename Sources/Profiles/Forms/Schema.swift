/// A piece of a JSON Schema (draft 2020-12), built beside the form that reads the same values.
struct Schema: Sendable {
    indirect enum Value: Sendable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([Value])
        case object([(key: String, value: Value)])
    }

    private(set) var members: [(key: String, value: Value)]

    init(_ members: [(key: String, value: Value)]) { self.members = members }

    /// Texts of a pattern, and those that are filled when the file is read.
    static func text(_ pattern: String? = nil) -> Schema {
        var schema = Schema([("type", .text("string"))])
        if let pattern { schema.members.append(("pattern", .text("^(\(pattern))$|\\$\\{"))) }
        return schema
    }

    /// As a text, or as a number that YAML has read already.
    static func quantity(_ type: String, _ pattern: String) -> Schema {
        .any([Schema([("type", .text(type)), ("minimum", .number(0))]), .text(pattern)])
    }

    /// One of the words, or a hole.
    static func words(_ words: [String]) -> Schema {
        .any([
            Schema([("enum", .list(words.map(Value.text)))]),
            Schema([("type", .text("string")), ("pattern", .text("\\$\\{"))]),
        ])
    }

    static func any(_ schemas: [Schema]) -> Schema { Schema([("anyOf", .list(schemas.map(\.value)))]) }

    static func list(of schema: Schema) -> Schema {
        Schema([("type", .text("array")), ("items", schema.value), ("minItems", .number(1))])
    }

    /// A mapping with names of the user's own.
    static func table(of schema: Schema) -> Schema {
        Schema([("type", .text("object")), ("additionalProperties", schema.value)])
    }

    /// A definition by its name.
    static func reference(_ name: String) -> Schema { Schema([("$ref", .text("#/$defs/\(name)"))]) }

    static let anything = Schema([])

    func describing(_ meaning: String) -> Schema {
        Schema(members + [("description", .text(meaning))])
    }

    func adding(_ key: String, _ value: Value) -> Schema { Schema(members + [(key, value)]) }

    var value: Value { .object(members) }
}

extension Schema {
    /// The schema as indented JSON, keys in the order in which they were added, on one line what fits there.
    var json: String { Self.render(value, indentation: "") }

    private static let width = 100

    private static func render(_ value: Value, indentation: String) -> String {
        let line = line(of: value)
        return indentation.count + line.count <= width ? line : block(of: value, indentation: indentation)
    }

    private static func line(of value: Value) -> String {
        switch value {
        case .text(let text): quoted(text)
        case .number(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .list(let values): "[\(values.map(line).joined(separator: ", "))]"
        case .object(let members):
            "{\(members.map { "\(quoted($0.key)): \(line(of: $0.value))" }.joined(separator: ", "))}"
        }
    }

    private static func block(of value: Value, indentation: String) -> String {
        let inner = indentation + "  "
        switch value {
        case .text, .number, .flag: return line(of: value)
        case .list(let values):
            let lines = values.map { inner + render($0, indentation: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indentation)]"
        case .object(let members):
            let lines = members.map { "\(inner)\(quoted($0.key)): \(render($0.value, indentation: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
