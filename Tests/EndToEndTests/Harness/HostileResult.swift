import Foundation

/// The result of a real run, with a text of a hostile service wherever a service or a profile can put one.
struct HostileResult {
    private let result: [String: Any]

    init() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("result.json")
        let load = ["-c", "1", "-r", "5", "-d", "1", "-q", "--json", path]
        _ = try Program(Project.streamload, load).wait(within: 30)
        let data = try Data(contentsOf: URL(filePath: path))
        guard let result = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw ProgramError("no result in \(path)")
        }
        self.result = result
    }

    /// The file, with one error, one check that held and one that failed.
    func write(_ text: String, to path: String) throws {
        var changed = result
        var run = changed["run"] as? [String: Any] ?? [:]
        run["target"] = text
        run["profile"] = text
        run["options"] = [text: text]
        changed["run"] = run
        changed["errors"] = [["scenario": text, "name": text, "cause": text, "count": 1, "expected": false]]
        changed["checks"] = [0, 1].map { ["scenario": text, "name": text, "passes": 1, "fails": $0] }
        try JSONSerialization.data(withJSONObject: changed).write(to: URL(filePath: path))
    }
}
