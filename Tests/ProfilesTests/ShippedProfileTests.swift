import Foundation
import Profiles
import Testing
import Timing

@Suite("The profiles that are shipped")
struct ShippedProfileTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "profiles")

    private static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
    }()

    private static func read(_ name: String, load: String? = nil) throws -> Profile {
        let file = folder.appending(path: "\(name).yaml")
        let settings = load.map { ["LOAD": $0] } ?? [:]
        let surroundings = ProfileSurroundings(settings: settings, environment: [:]) { path in
            FileManager.default.contents(atPath: path).map { .success(Array($0)) }
                ?? .failure(TextError("No such file or directory"))
        }
        return try ProfileReader.read(Array(Data(contentsOf: file)), file: file.path, in: surroundings).get()
    }

    @Test("There is one for each service, and each suite")
    func all() {
        #expect(
            Self.names == [
                "access-layer", "api-gateway", "auth", "entitlements", "gateway", "llm-streaming", "metrics",
                "policy-registry", "smoke", "streaming", "token-auth",
            ])
    }

    @Test("Each is valid, with every load that it names", arguments: names)
    func loads(name: String) throws {
        let profile = try Self.read(name)
        #expect(profile.name != nil && profile.description != nil)
        #expect(profile.scenarios.allSatisfy { !$0.value.tags.isEmpty })
        #expect(!profile.thresholds.isEmpty)
        for load in profile.loads {
            #expect(throws: Never.self, "LOAD=\(load.name)") { try Self.read(name, load: load.name) }
        }
    }

    @Test("Each has a load of seconds, and each but the smallest one for every occasion", arguments: names)
    func occasions(name: String) throws {
        guard name != "smoke" else { return }
        let loads = Set(try Self.read(name).loads.map(\.name))
        #expect(loads.contains("smoke"))
        guard name != "policy-registry" else { return #expect(loads.isSuperset(of: ["light", "suite"])) }
        #expect(loads.isSuperset(of: ["light", "medium", "heavy", "stress", "spike", "soak"]))
    }

    @Test("Each talks to the embedded target unless it is told otherwise", arguments: names)
    func embedded(name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: "\(name).yaml"), encoding: .utf8)
        for variable in text.matches(of: /\${([A-Z]+_URL)(?::-([a-z]*))?}/) {
            #expect(variable.2 == "embedded", "\(variable.1)")
        }
    }

    @Test("The suites' scenarios have their names")
    func scenarioNames() throws {
        #expect(
            try Self.read("policy-registry").scenarios.map(\.name) == [
                "smoke_test", "load_test_moderate", "load_test_high", "server_registration_focused",
                "policy_evaluation_focused", "stress_test", "spike_test", "soak_test", "rate_limit_test",
                "database_stress", "concurrent_operations",
            ])
        #expect(
            try Set(Self.read("api-gateway").scenarios.map(\.name)) == [
                "PublicRouteUser", "AuthenticatedUser", "RateLimitTestUser", "HighThroughputUser", "MixedWorkloadUser",
                "StressTestUser", "HealthCheckMonitor",
            ])
        let tags = try Self.read("token-auth").scenarios.map { $0.value.tags.joined(separator: ",") }
        #expect(
            Set(tags) == [
                "authentication,login", "verification,performance", "rate-limiting,ddos,stress",
                "revocation,blacklist", "mixed,production,realistic",
            ])
    }
}
