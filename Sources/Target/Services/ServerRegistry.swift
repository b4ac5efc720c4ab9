/// The servers that clients registered, the newest first.
struct ServerRegistry {
    struct Server: Equatable {
        let id: Int
        let name: String
        var url: String
        var capabilities: [String]
        /// 1 when it is registered, one more with each change.
        var version = 1

        var json: JSONObject {
            var object = JSONObject()
            object.add("id", id)
            object.add("name", name)
            object.add("url", url)
            object.add("capabilities", capabilities)
            object.add("status", "active")
            object.add("version", version)
            return object
        }
    }

    /// What a change came to.
    enum Change: Equatable {
        case made(Server)
        case changed(Server)
        /// Somebody else changed it first; what it is now.
        case conflict(Server)
        case unknown
    }

    private var servers: BoundedTable<Int, Server>
    private var ids: BoundedTable<String, Int>
    private var nextID = 1

    /// - Parameter capacity: with more servers the one that was registered first is forgotten.
    init(capacity: Int = 100_000) {
        servers = BoundedTable(capacity: capacity)
        ids = BoundedTable(capacity: capacity)
    }

    var count: Int { servers.count }

    subscript(id: Int) -> Server? { servers[id] }

    func named(_ name: String) -> Server? { ids[name].flatMap { servers[$0] } }

    func newest(offset: Int, limit: Int) -> [Server] { servers.newest(offset: offset, limit: limit) }

    /// Registers a server; one of this name is registered anew under its id.
    mutating func register(_ name: String, url: String, capabilities: [String]) -> Change {
        if let known = named(name) { return change(known.id, url: url, capabilities: capabilities, version: nil) }
        let server = Server(id: nextID, name: name, url: url, capabilities: capabilities)
        nextID += 1
        servers.set(server.id, to: server)
        ids.set(name, to: server.id)
        return .made(server)
    }

    /// Changes a server, if its version is the one that the client knows; nil changes any.
    mutating func change(_ id: Int, url: String?, capabilities: [String]?, version: Int?) -> Change {
        guard var server = servers[id] else { return .unknown }
        if let version, version != server.version { return .conflict(server) }
        server.url = url ?? server.url
        server.capabilities = capabilities ?? server.capabilities
        server.version += 1
        servers.set(id, to: server)
        return .changed(server)
    }

    /// - Returns: false when there is none.
    mutating func remove(_ id: Int) -> Bool {
        guard let server = servers.remove(id) else { return false }
        ids.remove(server.name)
        return true
    }
}
