/// The users that a gateway tells about: a thousand from the start, and those that clients made.
struct UserStore {
    struct User: Equatable {
        let id: Int
        var name: String
        var email: String
        /// Counts its changes.
        var version = 1

        var json: JSONObject {
            var object = JSONObject()
            object.add("id", id)
            object.add("name", name)
            object.add("email", email)
            object.add("version", version)
            return object
        }
    }

    /// Those that need no memory until they are changed.
    static let standing = 1...1_000

    /// Made or changed; beyond so many the one that came first is forgotten, or is as at the start.
    private var changed = BoundedTable<Int, User>(capacity: 100_000)
    private var nextID = standing.upperBound + 1

    subscript(id: Int) -> User? {
        if let user = changed[id] { return user }
        guard Self.standing.contains(id) else { return nil }
        return User(id: id, name: "User \(id)", email: "user\(id)@example.com")
    }

    mutating func add(name: String, email: String) -> User {
        let user = User(id: nextID, name: name, email: email)
        nextID += 1
        changed.set(user.id, to: user)
        return user
    }

    /// - Returns: nil when there is no such user.
    mutating func change(_ id: Int, name: String?, email: String?) -> User? {
        guard var user = self[id] else { return nil }
        user.name = name ?? user.name
        user.email = email ?? user.email
        user.version += 1
        changed.set(id, to: user)
        return user
    }
}
