import Foundation

/// What a run of a profile says of its rows: requests by name and status, steps and errors by name and cause.
extension LoadRun {
    /// Whether the generator kept its plan, or came near to it.
    var isTrustworthy: Bool { ["VALID", "SUSPECT"].contains(result["generator", "validity"].string) }

    /// The count of a metric's row: `count("http_reqs", ["scenario": "a", "name": "b"])`.
    func count(_ metric: String, scenario: String, name: String) -> Int? {
        result["submetrics", "\(metric){scenario:\(scenario),name:\(name)}", "count"].int
    }

    /// Requests by name, over all scenarios.
    var requestsByName: [String: Int] {
        let beginning = "http_reqs{"
        return result["submetrics"].object.reduce(into: [:]) { counts, row in
            guard row.key.hasPrefix(beginning), row.key.hasSuffix("}") else { return }
            let tags = row.key.dropFirst(beginning.count).dropLast().split(separator: ",")
            guard tags.count == 2, tags[0].hasPrefix("scenario:"), tags[1].hasPrefix("name:") else { return }
            counts[String(tags[1].dropFirst("name:".count)), default: 0] += row.value["count"].int ?? 0
        }
    }

    /// Errors by name and cause, over all scenarios: `["protected 401": 5]`.
    var errorsByCause: [String: Int] {
        result["errors"].array.reduce(into: [:]) { counts, row in
            counts["\(row["name"].string ?? "") \(row["cause"].string ?? "")", default: 0] += row["count"].int ?? 0
        }
    }

    /// Requests by name, and then by status where it was an error; the others are `ok`.
    var statusesByName: [String: [String: Int]] {
        var rows = requestsByName.mapValues { ["ok": $0] }
        for error in result["errors"].array {
            guard let name = error["name"].string, let cause = error["cause"].string, rows[name] != nil else {
                continue
            }
            // What follows the word is for people, such as the address.
            let word = String(cause.prefix { $0 != ":" })
            rows[name]?[word, default: 0] += error["count"].int ?? 0
            rows[name]?["ok", default: 0] -= error["count"].int ?? 0
        }
        return rows.mapValues { $0.filter { $0.value != 0 } }
    }

    func counter(_ name: String) -> Int? { result["counters", name].int }

    /// A check's holds and failures; nil where the scenario has no such check.
    func check(_ scenario: String, _ name: String) -> (passes: Int, fails: Int)? {
        let row = result["checks"].array.first { $0["scenario"].string == scenario && $0["name"].string == name }
        guard let passes = row?["passes"].int, let fails = row?["fails"].int else { return nil }
        return (passes, fails)
    }
}
