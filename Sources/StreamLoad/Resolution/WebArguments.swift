import WebServer

/// `--web` may stand alone or have an address behind it, which a parser of flags cannot know.
enum WebArguments {
    private static let flag = "--web"

    /// The arguments with the flag and its address, or the usual one, in one piece.
    static func joined(_ arguments: [String]) -> [String] {
        var result: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument != "--" else { return result + [argument] + rest }
            guard argument == flag else {
                result.append(argument)
                continue
            }
            if let next = rest.first, isAddress(next) {
                rest.removeFirst()
                result.append("\(flag)=\(next)")
            } else {
                result.append("\(flag)=\(WebAddress.standard)")
            }
        }
        return result
    }

    /// Not a URL, a profile, another flag or a command.
    private static func isAddress(_ text: String) -> Bool {
        guard !text.hasPrefix("-"), !text.contains("/") else { return false }
        // A word without a port may be a profile or a mistake of its own; what looks like an address is meant as one, and
        // told as one where it is wrong.
        return text.contains(":") || text == "localhost" || text.allSatisfy { $0.isNumber || $0 == "." }
    }
}
