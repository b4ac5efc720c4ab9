/// The routes of the target by their paths.
struct RouteTable: Sendable {
    /// Where a request goes: the route, its place among all, and what its path has in place of `{id}`.
    struct Match {
        let route: Route
        let index: Int
        let parameter: String
    }

    static let shared = RouteTable(Route.all)

    private let routes: [Route]
    private let exact: [String: Int]
    /// Routes that end in `{id}`, by what stands before it.
    private let prefixes: [String: Int]

    init(_ routes: [Route]) {
        self.routes = routes
        var exact: [String: Int] = [:]
        var prefixes: [String: Int] = [:]
        for (index, route) in routes.enumerated() {
            if route.path.hasSuffix("{id}") {
                prefixes[String(route.path.dropLast("{id}".count))] = index
            } else {
                exact[route.path] = index
            }
        }
        self.exact = exact
        self.prefixes = prefixes
    }

    /// The path of the route at an index; that of a request that found none is said to be another.
    func path(at index: Int) -> String { routes.indices.contains(index) ? routes[index].path : "(other)" }

    /// Nil for a path that nothing serves.
    func find(_ path: String) -> Match? {
        if let index = exact[path] { return Match(route: routes[index], index: index, parameter: "") }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        let start = path.utf8.index(after: slash)
        guard start < path.endIndex, let index = prefixes[String(path[..<start])] else { return nil }
        return Match(route: routes[index], index: index, parameter: String(path[start...]))
    }
}
