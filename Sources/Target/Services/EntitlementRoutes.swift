internal import HTTP

extension Route {
    /// POST: `{"user","resource","action"}`; the action is to read unless it is said. 200 whatever is decided.
    static let entitlementCheck = Route(
        "/entitlements/check",
        Operation("POST") { request, services in
            guard let fields = RequestFields(request), let user = fields.text("user"),
                let resource = fields.text("resource")
            else { return .missing("user and resource") }
            let decision = services.entitlements.decide(
                user: user, resource: resource, action: fields.text("action") ?? "read")
            return .object(200) { body in
                body.add("allowed", decision.isAllowed)
                body.add("reason", decision.reason)
                body.add("tier", services.entitlements.tier(of: user).rawValue)
            }
        })

    /// GET: the tier of a user and what it opens. PUT: `{"tier"}` gives the user another one.
    static let entitlementsOfUser = Route(
        "/entitlements/{id}",
        Operation("GET") { request, services in .tier(of: request.parameter, services) },
        Operation("PUT") { request, services in
            guard let tier = RequestFields(request)?.text("tier").flatMap(Entitlements.Tier.init),
                request.parameter.utf8.count <= 256
            else { return .missing("tier: basic, professional or enterprise") }
            services.entitlements.set(request.parameter, to: tier)
            return .tier(of: request.parameter, services)
        })

    static let entitlements = [entitlementCheck, entitlementsOfUser]
}

extension HTTPAnswer {
    fileprivate static func tier(of user: String, _ services: TargetServices) -> HTTPAnswer {
        let tier = services.entitlements.tier(of: user)
        return .object(200) { body in
            body.add("user", user)
            body.add("tier", tier.rawValue)
            body.add("resources", tier.resources.sorted())
        }
    }
}
