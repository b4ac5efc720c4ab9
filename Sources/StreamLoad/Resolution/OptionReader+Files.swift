import Metrics
import Timing

// Files that are written to.
extension OptionReader {
    /// The path of a file that a result is to be written to; `-` is standard output.
    mutating func resultPath(_ flag: String?, _ name: String, in surroundings: Surroundings) -> String? {
        let path = value(flag, name) { text throws(TextError) in
            guard !text.isEmpty else { throw TextError("a file name is missing; - is standard output") }
            if text != "-" { try Self.check(text, in: surroundings) }
            return text
        }
        if let path { report(name, .text(path)) }
        return path
    }

    /// What the names of several files begin with; `files` has their whole names, of a prefix.
    mutating func resultPrefix(
        _ flag: String?, _ name: String, in surroundings: Surroundings, files: (String) -> [String]
    ) -> String? {
        let prefix = value(flag, name) { text throws(TextError) in
            guard !text.isEmpty, text != "-" else {
                throw TextError("'\(text)' is not what file names begin with, such as out/run")
            }
            for path in files(text) { try Self.check(path, in: surroundings) }
            return text
        }
        if let prefix { report(name, .text(prefix)) }
        return prefix
    }

    /// Of `--out`, whose value says what is written before it says where, as k6's does.
    mutating func samplePath(_ flag: String?, in surroundings: Surroundings) -> String? {
        let path = value(flag, "out") { text throws(TextError) in
            let path = String(text.dropFirst("json=".count))
            guard text.hasPrefix("json="), !path.isEmpty, path != "-" else {
                throw TextError("'\(text)' is not an output: expected json=FILE")
            }
            try Self.check(path, in: surroundings)
            return path
        }
        if let path { report("out", .text("json=\(path)")) }
        return path
    }

    private static func check(_ path: String, in surroundings: Surroundings) throws(TextError) {
        if let reason = surroundings.writeFailure(path) { throw TextError("'\(path)' cannot be written: \(reason)") }
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
