import Metrics
import Timing

// Files that are written to.
extension OptionReader {
    /// The path of a file that a result is to be written to; `-` is standard output.
    mutating func resultPath(_ flag: String?, _ name: String, in surroundings: Surroundings) -> String? {
        let path = value(flag, name) { text throws(TextError) in
            guard !text.isEmpty else { throw TextError("a file name is missing; - is standard output") }
            if text != "-", let reason = surroundings.writeFailure(text) {
                throw TextError("'\(text)' cannot be written: \(reason)")
            }
            return text
        }
        if let path { report(name, .text(path)) }
        return path
    }

    /// Refuses two results in one file: the second would take the first one's place, or mix with it.
    mutating func refuseShared(_ paths: [(flag: String, path: String)]) {
        var owners: [String: String] = [:]
        // Devices such as /dev/null take any number of them.
        for (flag, path) in paths where !path.hasPrefix("/dev/") {
            guard let owner = owners[path] else {
                owners[path] = flag
                continue
            }
            refuse("--\(flag)", "\(path == "-" ? "standard output" : "'\(path)'") is taken by --\(owner)")
        }
    }
}
