import LoadEngine
import Timing

/// What stands on the command line beside the flags of a run: at most a profile or a URL; anything else is a mistake to be named.
struct OtherArguments {
    private(set) var urls: [String] = []
    private(set) var profiles: [String] = []
    private(set) var diagnostics: [Diagnostic] = []

    private static let laterCommands = [
        "doctor", "capacity", "merge",
    ]

    /// Sorts the arguments that no flag took, in their order.
    init(_ arguments: [String], knownFlags: @autoclosure () -> [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" { continue }
            guard argument.hasPrefix("-"), argument.count > 1 else {
                readPlain(argument)
                continue
            }
            let flag = argument.prefix { $0 != "=" }
            refuseFlag(String(flag), knownFlags: knownFlags())
            // The value of a flag that we do not know is not another mistake.
            if flag.count == argument.count, let next = rest.first, !next.hasPrefix("-"), !Self.isURL(next) {
                rest.removeFirst()
            }
        }
    }

    private mutating func refuseFlag(_ flag: String, knownFlags: [String]) {
        let hint = flag.hasPrefix("--") ? NearestWord.of(flag, among: knownFlags) : nil
        refuse(flag, "unknown flag. " + (hint.map { "Did you mean '\($0)'?" } ?? "--help lists every flag"))
    }

    private mutating func readPlain(_ argument: String) {
        if Self.isURL(argument) {
            urls.append(argument)
        } else if argument.hasSuffix(".yaml") || argument.hasSuffix(".yml") {
            profiles.append(argument)
        } else if Self.laterCommands.contains(argument) {
            refuse(argument, "not served by this version")
        } else {
            refuse(
                SecretText.redacted(url: argument),
                "neither a flag, a profile (.yaml), nor a URL such as ws://host:port/path")
        }
    }

    private mutating func refuse(_ place: String, _ message: String) {
        diagnostics.append(Diagnostic(place: place, message: message))
    }

    private static func isURL(_ argument: String) -> Bool {
        argument.contains("://") || argument == "embedded" || argument.hasPrefix("embedded/")
    }
}
