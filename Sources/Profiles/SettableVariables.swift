import Timing
import Yams

/// The variables that `-e` may set: those that a profile defines, and those that its texts have holes for.
struct SettableVariables {
    private(set) var names: Set<String> = []

    init(of root: Node) {
        define(root.mapping?.pair("variables")?.value)
        if let loads = root.mapping?.pair("loads")?.value.mapping {
            names.insert("LOAD")
            for load in loads { define(load.value) }
        }
        var waiting = [root]
        while let node = waiting.popLast() {
            switch node {
            case .scalar(let scalar): collect(from: scalar.string)
            case .sequence(let sequence): waiting += sequence
            case .mapping(let mapping): waiting += mapping.map(\.value)
            case .alias: break
            }
        }
    }

    /// Says which settings nothing in the profile would take.
    func judge(_ settings: [String: String], _ reading: ProfileReading) {
        for name in settings.keys.sorted() where !names.contains(name) {
            // A name in the other case is meant, however many letters that is.
            let near =
                names.sorted().first { $0.lowercased() == name.lowercased() } ?? NearestWord.of(name, among: names)
            let hint = near.map { ". Did you mean '\($0)'? Expected" } ?? "; expected"
            let words = names.isEmpty ? "; it has none" : "\(hint) one of \(names.sorted().joined(separator: ", "))"
            reading.complain("-e \(name): '\(name)' is not a variable of the profile\(words)")
        }
    }

    private mutating func define(_ table: Node?) {
        for pair in table?.mapping ?? [:] {
            if let name = pair.key.scalar?.string { names.insert(name) }
        }
    }

    private mutating func collect(from text: String) {
        var rest = text[...]
        while let open = rest.firstRange(of: "${") {
            rest = rest[open.upperBound...]
            let name = rest.prefix { $0 != "}" && $0 != ":" }
            if VariableTable.isName(name) { names.insert(String(name)) }
        }
    }
}
