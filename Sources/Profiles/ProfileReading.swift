import Timing
import Yams

/// One profile while it is being read: what is wrong with it so far, and the names that can only be judged when all of it
/// is known. Born and gone within one call.
final class ProfileReading {
    let file: String
    let surroundings: ProfileSurroundings
    var variables: VariableTable
    var names = NameRegister()
    /// Whether the file has a load that scenarios without one of their own share.
    var hasSharedLoad = false
    private(set) var diagnostics: [ProfileDiagnostic] = []
    private var told: Set<ProfileDiagnostic> = []

    init(file: String, surroundings: ProfileSurroundings) {
        self.file = file
        self.surroundings = surroundings
        variables = VariableTable(settings: surroundings.settings, environment: surroundings.environment)
    }

    func complain(_ place: ProfilePlace, _ message: String) { complain(place, in: file, message) }

    /// Of the profile as a whole.
    func complain(_ message: String) { tell(ProfileDiagnostic(file: file, place: nil, message: message)) }

    /// Of another file that the profile names.
    func complain(_ place: ProfilePlace, in file: String, _ message: String) {
        tell(ProfileDiagnostic(file: file, place: place, message: message))
    }

    private func tell(_ diagnostic: ProfileDiagnostic) {
        // An alias is read wherever it is used, and its mistakes stand in one place.
        if told.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
    }

    func complain(_ node: Node, _ message: String) { complain(node.place, message) }

    /// Where a file is that the profile names: beside the profile, unless its path begins at the root.
    func path(of name: String) -> String {
        guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
        return file[...slash] + name
    }

    /// The text of a scalar with its `${NAME}` filled; nil, and said so, where there is none.
    func text(of node: Node, expected: String) -> String? {
        guard let scalar = node.scalar, !node.isNothing else {
            complain(node, "\(node.found); expected \(expected)")
            return nil
        }
        do throws(TextError) {
            return try variables.fill(scalar.string)
        } catch {
            complain(node, error.message)
            return nil
        }
    }
}

extension ProfilePlace {
    /// At the end of a text libyaml may name line 0.
    init(_ mark: Mark) { self.init(line: max(mark.line, 1), column: max(mark.column, 1)) }
}

extension Node {
    var place: ProfilePlace {
        // Every node that is read from a text has its mark.
        mark.map { ProfilePlace($0) } ?? ProfilePlace(line: 1, column: 1)
    }

    /// Whether it is an empty place or `null`, not the word in quotes.
    var isNothing: Bool {
        guard let scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// A hole whose quotes were forgotten: YAML reads `{{name}}` as a mapping that has a mapping for its key.
    var isUnquotedHole: Bool {
        guard let mapping, let key = mapping.first?.key, mapping.count == 1 else { return false }
        return key.mapping != nil
    }

    /// What stands here, for error texts.
    var found: String {
        switch self {
        case .scalar(let scalar):
            isNothing ? "nothing stands here" : "'\(scalar.string.prefix(80))' stands here"
        case .mapping:
            isUnquotedHole ? "a hole without quotes stands here: write \"{{name}}\"" : "a mapping stands here"
        case .sequence: "a list stands here"
        case .alias: "an alias stands here"
        }
    }
}
