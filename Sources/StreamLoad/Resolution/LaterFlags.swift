/// Flags that are promised and not served yet: refused by name, since one that is ignored would lie about the run.
enum LaterFlags {
    /// Whether each takes a value, by the name that it is written with.
    private static let takesValue: [String: Bool] = ["--web": true, "--web-token": true]

    static let refusal = "not served by this version"

    /// Nil for a flag that is none of them.
    static func takesValue(_ flag: String) -> Bool? { takesValue[flag] }

    /// The environment variables that would set them.
    static var variables: [String] {
        takesValue.keys.filter { $0.hasPrefix("--") }.map { OptionReader.variable(of: String($0.dropFirst(2))) }
            .sorted()
    }
}
