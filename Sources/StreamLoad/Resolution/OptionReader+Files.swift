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

    /// Refuses two results in one file, however its name is spelt: the second would take the first one's place, or mix
    /// with it. And a result in the place of an input, which comes with what it is in words.
    mutating func refuseShared(
        _ paths: [(flag: String, path: String)], reading inputs: [(what: String, path: String)],
        in surroundings: Surroundings
    ) {
        var read: [FilePlace: String] = [:]
        for (what, path) in inputs {
            if let place = surroundings.inputPlace(path) { read[place] = what }
        }
        var owners: [FilePlace: (flag: String, path: String)] = [:]
        for (flag, path) in paths {
            guard let place = surroundings.outputPlace(path) else { continue }
            let name = path == "-" ? "standard output" : "'\(path)'"
            if let what = read[place], place != .standardStream {
                refuse("--\(flag)", "\(name) is \(what) itself, which would be lost")
            } else if let owner = owners[place] {
                let other =
                    owner.path == path ? "" : ", as \(owner.path == "-" ? "standard output" : "'\(owner.path)'")"
                refuse("--\(flag)", "\(name) is taken by --\(owner.flag)\(other)")
            } else {
                owners[place] = (flag, path)
            }
        }
    }
}
