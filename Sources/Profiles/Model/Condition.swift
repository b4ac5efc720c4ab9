package import Timing

/// What a reply is tested for.
///
///     condition = subject blank test
///     subject   = "status" | "time" | "body" | "header" blank NAME | "json" blank PATH
///     test      = "exists" | "missing" | operator blank VALUE | "contains" blank TEXT | "matches" blank REGEX
///     operator  = "==" | "!=" | "<" | "<=" | ">" | ">="
package struct Condition: Sendable, Equatable {
    package enum Subject: Sendable, Equatable {
        case status
        /// From the intended start to the end of the reply.
        case time
        case body
        case header(String)
        case json(JSONPath)
    }

    package enum Comparison: String, Sendable, CaseIterable {
        case equal = "=="
        case unequal = "!="
        case atMost = "<="
        case atLeast = ">="
        case less = "<"
        case greater = ">"
    }

    package enum Test: Sendable, Equatable {
        case exists
        case missing
        case compares(Comparison, String)
        case contains(String)
        case matches(String)
    }

    package let subject: Subject
    package let test: Test

    private static let subjects = ["status", "time", "body", "header", "json"]
    private static let tests = ["exists", "missing", "contains", "matches"] + Comparison.allCases.map(\.rawValue)

    /// How other languages write what is meant; by their letters all operators are near each other.
    private static let otherSpellings = [
        "=": "==", "===": "==", "=>": ">=", "=<": "<=", "<>": "!=", "is": "==", "not": "!=",
    ]

    static func parse(_ text: String) throws(TextError) -> Condition {
        var words = text.split(separator: " ")[...]
        let subject = try readSubject(&words, in: text)
        guard let word = words.popFirst().map(String.init) else {
            throw TextError("'\(text)' tests nothing; expected \(tests.joined(separator: ", ")) after its subject")
        }
        // What follows is taken as it stands, blanks included.
        let value = words.first.map { String(text[$0.startIndex...]) }
        let test = try readTest(word, value, in: text)
        try judge(subject, test, in: text)
        return Condition(subject: subject, test: test)
    }

    private static func readSubject(_ words: inout ArraySlice<Substring>, in text: String) throws(TextError) -> Subject
    {
        let word = words.popFirst().map(String.init) ?? ""
        switch word {
        case "status": return .status
        case "time": return .time
        case "body": return .body
        case "header":
            guard let name = words.popFirst(), Comparison(rawValue: String(name)) == nil else {
                throw TextError("'\(text)' names no header; expected one, as in header Content-Type contains json")
            }
            return .header(String(name))
        case "json":
            guard let path = words.popFirst(), Comparison(rawValue: String(path)) == nil else {
                throw TextError("'\(text)' names no JSON path; expected one, as in json $.id == 1")
            }
            return .json(try JSONPath.parse(String(path)))
        default:
            throw TextError(
                "'\(word)' is nothing of a reply; expected \(subjects.joined(separator: ", "))"
                    + NearestWord.hint(for: word, among: subjects))
        }
    }

    private static func readTest(_ word: String, _ value: String?, in text: String) throws(TextError) -> Test {
        guard tests.contains(word) else {
            throw TextError(
                "'\(word)' is not a test; expected \(tests.joined(separator: ", "))"
                    + (otherSpellings[word].map { ". Did you mean '\($0)'?" }
                        ?? NearestWord.hint(for: word, among: tests)))
        }
        if word == "exists" || word == "missing" {
            guard value == nil else { throw TextError("'\(text)': nothing follows '\(word)'") }
            return word == "exists" ? .exists : .missing
        }
        guard let value else { throw TextError("'\(text)' has nothing after '\(word)' to compare with") }
        if let comparison = Comparison(rawValue: word) { return .compares(comparison, value) }
        guard word == "matches" else { return .contains(value) }
        try RegularExpression.judge(value)
        return .matches(value)
    }

    private static func judge(_ subject: Subject, _ test: Test, in text: String) throws(TextError) {
        guard case .compares(_, let value) = test else {
            guard subject != .status, subject != .time else {
                throw TextError("'\(text)': status and time are compared, as in status == 200 or time < 500ms")
            }
            return
        }
        switch subject {
        case .status:
            guard let status = Int(value), (100..<600).contains(status) else {
                throw TextError("'\(value)' is not a status; expected a number from 100 to 599")
            }
        case .time: _ = try DurationText.parse(value)
        case .body, .header, .json: break
        }
    }
}

extension Form<Condition> {
    static let condition = Form.parsed(
        Quantities.condition, expected: "a condition such as status == 200"
    ) { text throws(TextError) in try Condition.parse(text) }
}
