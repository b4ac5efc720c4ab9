/// Who may see what: users have a tier, and tiers open resources.
struct Entitlements {
    enum Tier: String, CaseIterable {
        case basic
        case professional
        case enterprise

        /// What it opens to be read.
        var resources: Set<String> {
            switch self {
            case .basic: ["power", "gas"]
            case .professional: ["power", "gas", "curves", "pricing", "historical"]
            case .enterprise: ["power", "gas", "curves", "pricing", "historical", "coal", "emissions", "streaming"]
            }
        }

        /// Whether it opens them to be exported too.
        var mayExport: Bool { self == .enterprise }
    }

    struct Decision: Equatable {
        let isAllowed: Bool
        let reason: String
    }

    /// Of a user that nobody has given one.
    static let usualTier = Tier.professional

    private var tiers = BoundedTable<String, Tier>(capacity: 100_000)

    func tier(of user: String) -> Tier { tiers[user] ?? Self.usualTier }

    mutating func set(_ user: String, to tier: Tier) { tiers.set(user, to: tier) }

    func decide(user: String, resource: String, action: String) -> Decision {
        let tier = tier(of: user)
        guard tier.resources.contains(resource) else {
            return Decision(isAllowed: false, reason: "\(tier.rawValue) does not open \(resource)")
        }
        switch action {
        case "read": return Decision(isAllowed: true, reason: "\(tier.rawValue) opens \(resource)")
        case "export" where tier.mayExport:
            return Decision(isAllowed: true, reason: "\(tier.rawValue) may export")
        default: return Decision(isAllowed: false, reason: "\(tier.rawValue) may not \(action)")
        }
    }
}
