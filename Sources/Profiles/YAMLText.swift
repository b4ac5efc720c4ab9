import Yams

/// The text of a profile as YAML nodes with their places. A text that YAML cannot read has one mistake, the first.
enum YAMLText {
    /// Bytes of a profile: some twenty thousand lines, far beyond what a person writes.
    static let largestSize = 1 << 20
    /// The byte order mark in UTF-8, which editors put before a text (YAML 1.2.2 §5.2).
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// - Throws: the one `ProfileDiagnostic` as a rejection.
    static func compose(_ bytes: [UInt8], file: String) throws(ProfileRejection) -> Node {
        func rejection(_ message: String, at place: ProfilePlace? = nil) -> ProfileRejection {
            ProfileRejection(diagnostics: [ProfileDiagnostic(file: file, place: place, message: message)])
        }
        guard bytes.count <= largestSize else {
            throw rejection("the file has \(bytes.count) bytes; expected a profile of at most \(largestSize)")
        }
        guard let text = String(validating: bytes.dropFirst(bytes.starts(with: mark) ? mark.count : 0), as: UTF8.self)
        else {
            throw rejection("the file is not UTF-8 text; expected YAML")
        }
        do {
            // Named, since the default would follow a variable of the environment.
            let hidden = YAMLAliases.hide(in: text)
            let parser = try Parser(yaml: hidden ?? text, encoding: .utf8)
            if let root = try parser.singleRoot() {
                // The nodes know their anchors only while the parser lives.
                return try withExtendedLifetime(parser) { hidden == nil ? root : try YAMLAliases.follow(in: root) }
            }
        } catch let refusal as YAMLAliases.Refusal {
            throw rejection(refusal.message, at: refusal.place)
        } catch let error as YamlError {
            let (message, place) = explain(error, text: text)
            throw rejection(message, at: place)
        } catch {
            throw rejection("\(error)")
        }
        throw rejection("the file is empty; expected a profile with scenarios")
    }

    private static func explain(_ error: YamlError, text: String) -> (message: String, place: ProfilePlace?) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            if let words = ownWords(for: problem) { return (words, ProfilePlace(mark)) }
            return ("YAML: \(problem)\(advice(for: problem, in: text, line: mark.line))", ProfilePlace(mark))
        case .duplicatedKeysInMapping(let keys, let context):
            let named = keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
            return (
                "YAML: \(named) stands more than once in this mapping; expected each key once",
                ProfilePlace(context.mark)
            )
        case .reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            let line = before.count(where: \.isNewline) + 1
            let column = before.reversed().prefix { !$0.isNewline }.count + 1
            return ("YAML: \(problem)", ProfilePlace(line: line, column: column))
        default:
            return ("YAML: \(error)", nil)
        }
    }

    /// Of what the library says in the words of its own interface.
    private static func ownWords(for problem: String) -> String? {
        if problem.contains("another document") {
            return "a second document of YAML begins here; expected one profile a file, without a further '---'"
        }
        if problem.contains("nesting level") {
            return "lists and mappings lie in each other too deep here; expected what a person can read"
        }
        return nil
    }

    /// What people trip over: a hole inside `{ }` or `[ ]`, where YAML takes its brace for its own, and tabs.
    private static func advice(for problem: String, in text: String, line: Int) -> String {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        // The mark may stand on the line after the mistake.
        let near = lines.indices.filter { $0 == line - 1 || $0 == line - 2 }.map { lines[$0] }
        if near.contains(where: { $0.contains("${") || $0.contains("{{") }) {
            return "; inside { } and [ ] a hole needs quotes: \"${NAME}\", \"{{name}}\""
        }
        return near.contains { $0.contains("\t") } ? "; YAML indents with spaces, not with tabs" : ""
    }
}
