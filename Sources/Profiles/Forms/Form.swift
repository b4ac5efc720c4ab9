import Timing
import Yams

/// How a value may be written in a profile: what reads it, and what says so in the JSON Schema. A table of forms is the
/// one description of the language; the reader and the schema are both made from it.
struct Form<Value: Sendable>: Sendable {
    let schema: Schema
    /// Reads a node; nil when it cannot be, which then is among the diagnostics.
    let read: @Sendable (_ node: Node, _ reading: ProfileReading) -> Value?

    init(schema: Schema, read: @escaping @Sendable (_ node: Node, _ reading: ProfileReading) -> Value?) {
        self.schema = schema
        self.read = read
    }

    /// The same values under another type.
    func map<Other: Sendable>(_ transform: @escaping @Sendable (Value) -> Other) -> Form<Other> {
        Form<Other>(schema: schema) { node, reading in read(node, reading).map(transform) }
    }
}

// MARK: - Scalars

extension Form {
    /// A text that `parse` reads, with its own words for what it cannot.
    static func parsed(
        _ schema: Schema, expected: String,
        _ parse: @escaping @Sendable (String) throws(TextError) -> Value
    ) -> Form {
        Form(schema: schema) { node, reading in
            guard let text = reading.text(of: node, expected: expected) else { return nil }
            do throws(TextError) {
                return try parse(text)
            } catch {
                reading.complain(node, error.message)
                return nil
            }
        }
    }

    /// One of a few words.
    static func word(_ values: [(word: String, value: Value)]) -> Form {
        let words = values.map(\.word)
        let expected = words.joined(separator: ", ")
        return .parsed(.words(words), expected: "one of \(expected)") { text throws(TextError) in
            if let value = values.first(where: { $0.word == text })?.value { return value }
            throw TextError("'\(text)': expected one of \(expected)\(NearestWord.hint(for: text, among: words))")
        }
    }

    /// A scalar in its short form, a mapping in its long one.
    static func either(short: Form, long: Form) -> Form {
        Form(schema: .any([short.schema, long.schema])) { node, reading in
            node.mapping != nil && !node.isUnquotedHole ? long.read(node, reading) : short.read(node, reading)
        }
    }
}

// MARK: - Collections

/// A value under a name that the user chose, in the order of the file.
package struct Named<Value: Sendable>: Sendable {
    package let name: String
    package let value: Value
    package let place: ProfilePlace
}

extension Form {
    /// A list with at least one element.
    static func list<Element: Sendable>(
        of element: Form<Element>, expected: String
    ) -> Form where Value == [Element] {
        Form(schema: .list(of: element.schema)) { node, reading in
            guard let sequence = node.sequence else {
                reading.complain(node, "\(node.found); expected \(expected)")
                return nil
            }
            if sequence.isEmpty { reading.complain(node, "the list is empty; expected \(expected)") }
            return sequence.compactMap { element.read($0, reading) }
        }
    }

    /// A list, or one element alone.
    static func oneOrMore<Element: Sendable>(
        of element: Form<Element>, expected: String
    ) -> Form where Value == [Element] {
        let list = Form.list(of: element, expected: expected)
        return Form(schema: .any([element.schema, list.schema])) { node, reading in
            node.sequence == nil ? element.read(node, reading).map { [$0] } : list.read(node, reading)
        }
    }

    /// A mapping with names of the user's own.
    static func table<Element: Sendable>(
        of element: Form<Element>, expected: String
    ) -> Form where Value == [Named<Element>] {
        Form(schema: .table(of: element.schema)) { node, reading in
            guard let mapping = node.mapping, !node.isUnquotedHole else {
                reading.complain(node, "\(node.found); expected \(expected)")
                return nil
            }
            return mapping.compactMap { pair in
                guard let name = pair.key.scalar?.string, !name.isEmpty else {
                    reading.complain(pair.key, "\(pair.key.found); expected a name")
                    return nil
                }
                return element.read(pair.value, reading).map {
                    Named(name: name, value: $0, place: pair.key.place)
                }
            }
        }
    }
}
