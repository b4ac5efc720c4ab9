import Timing

/// What the `${NAME}` of a profile stand for. Of several, the one said closest to the run: `-e`, then the load that is
/// chosen, then `variables`, then the environment.
struct VariableTable {
    /// A variable of the file before its own holes are filled.
    struct Entry {
        let text: String
        let place: ProfilePlace
    }

    private let settings: [String: String]
    private let environment: [String: String]
    private(set) var entries: [String: Entry] = [:]

    init(settings: [String: String], environment: [String: String]) {
        self.settings = settings
        self.environment = environment
    }

    /// Sets a variable of the file; a later one takes the place of an earlier one.
    mutating func define(_ name: String, _ entry: Entry) { entries[name] = entry }

    /// The names that a misspelt one may have meant.
    var names: Set<String> { Set(entries.keys).union(settings.keys) }

    /// The value of a variable; nil when nothing sets it.
    func value(of name: String) throws(TextError) -> String? {
        var filling = Filling()
        return try value(of: name, chain: [], &filling)
    }

    /// A text with its `${NAME}` and `${NAME:-default}` filled.
    func fill(_ text: String) throws(TextError) -> String {
        var filling = Filling()
        return try fill(text, chain: [], &filling)
    }

    /// How much has been filled for one text, holes within holes included: variables of variables multiply.
    private struct Filling {
        private static let mostHoles = 10_000
        private static let longestText = 1 << 20
        private var holes = 0

        mutating func fillHole(in filled: String) throws(TextError) {
            holes += 1
            guard holes <= Self.mostHoles, filled.utf8.count <= Self.longestText else {
                throw TextError(
                    "the variables multiply to more than \(Self.mostHoles) holes or \(Self.longestText) bytes; "
                        + "expected less")
            }
        }
    }

    /// The value of a variable, where `chain` names the variables that are being filled, outermost first.
    private func value(of name: String, chain: [String], _ filling: inout Filling) throws(TextError) -> String? {
        if let value = settings[name] { return value }
        guard let entry = entries[name] else { return environment[name] }
        guard !chain.contains(name) else {
            // `name: ${name:-x}` asks for the variable of the environment that has the same name.
            if chain.last == name { return environment[name] }
            let circle = (chain.drop { $0 != name } + [name]).joined(separator: " → ")
            throw TextError("the variables go in a circle: \(circle)")
        }
        return try fill(entry.text, chain: chain + [name], &filling)
    }

    private func fill(_ text: String, chain: [String], _ filling: inout Filling) throws(TextError) -> String {
        guard text.contains("${") else { return text }
        var filled = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "${") {
            filled += rest[..<open.lowerBound]
            guard let close = rest[open.upperBound...].firstIndex(of: "}") else {
                throw TextError("'${' is never closed by '}'")
            }
            filled += try value(ofHole: rest[open.upperBound..<close], chain: chain, &filling)
            try filling.fillHole(in: filled)
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    private func value(
        ofHole hole: Substring, chain: [String], _ filling: inout Filling
    ) throws(TextError) -> String {
        let separator = hole.firstRange(of: ":-")
        let name = String(hole[..<(separator?.lowerBound ?? hole.endIndex)])
        guard Self.isName(name) else {
            throw TextError("'${\(hole)}' names no variable; expected ${NAME} or ${NAME:-default}")
        }
        // As in the shell, a default stands in for an empty value too.
        if let separator {
            let value = try value(of: name, chain: chain, &filling) ?? ""
            return value.isEmpty ? String(hole[separator.upperBound...]) : value
        }
        if let value = try value(of: name, chain: chain, &filling) { return value }
        guard entries[name] == nil else {
            throw TextError(
                "the variable '\(name)' is made of itself, and nothing else sets it; expected a value, or a default: "
                    + "${\(name):-…}")
        }
        let hint = NearestWord.hint(for: name, among: names)
        throw TextError(
            "the variable '\(name)' is not set\(hint.isEmpty ? "; expected" : hint + " Expected") -e \(name)=…, a line of "
                + "variables:, or a default: ${\(name):-…}")
    }

    /// A letter or underscore, then letters, digits and underscores.
    static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.first, first.isASCII, first.isLetter || first == "_" else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }
}
