/// Requests by route, method and status, counted as they are answered; hung ones are not.
struct RouteCounts: Equatable, Sendable {
    private struct Key: Hashable {
        /// Its place in the table; -1 for a path that nothing serves.
        let route: Int
        let method: String
        let status: Int
    }

    private var counts: [Key: Int] = [:]

    mutating func add(_ method: String, route: Int?, status: Int) {
        counts[Key(route: route ?? -1, method: Self.known(method), status: status), default: 0] += 1
    }

    /// What peers make up is not kept.
    private static func known(_ method: String) -> String {
        switch method {
        case "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS": method
        default: "(other)"
        }
    }

    /// As it is said: `{"POST /auth/login": {"200": 5, "401": 1}}`.
    var byName: [String: [String: Int]] {
        var result: [String: [String: Int]] = [:]
        for (key, count) in counts {
            result["\(key.method) \(RouteTable.shared.path(at: key.route))", default: [:]]["\(key.status)"] = count
        }
        return result
    }
}
