/// Rules of access, the first of which that fits decides; where none does, the answer is no.
struct PolicyBook {
    struct Policy: Equatable, Sendable {
        let name: String
        /// What it applies to; nil applies to anything.
        var role: String?
        var action: String?
        /// A name, or the beginning of one before a `*`.
        var resource: String?
        let allows: Bool

        func fits(_ question: Question) -> Bool {
            (role ?? question.role) == question.role && (action ?? question.action) == question.action
                && Self.covers(resource, question.resource)
        }

        private static func covers(_ pattern: String?, _ resource: String) -> Bool {
            guard let pattern else { return true }
            return pattern.hasSuffix("*") ? resource.hasPrefix(pattern.dropLast()) : pattern == resource
        }

        var json: JSONObject {
            var object = JSONObject()
            object.add("name", name)
            object.add("effect", allows ? "allow" : "deny")
            object.add("role", role ?? "*")
            object.add("action", action ?? "*")
            object.add("resource", resource ?? "*")
            return object
        }
    }

    struct Question: Equatable {
        let role: String
        let action: String
        let resource: String
    }

    /// In the order in which they are asked.
    private(set) var policies = [
        Policy(name: "nobody deletes production", action: "delete", resource: "production/*", allows: false),
        Policy(name: "administrators do anything", role: "admin", allows: true),
        Policy(
            name: "operators restart servers", role: "operator", action: "restart", resource: "servers/*", allows: true),
        Policy(name: "everybody reads", action: "read", allows: true),
    ]

    /// The policy that decides, nil when none fits.
    func deciding(_ question: Question) -> Policy? { policies.first { $0.fits(question) } }
}
