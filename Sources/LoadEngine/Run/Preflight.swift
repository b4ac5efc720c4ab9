package import EventLoop
package import LWSTransport
package import Profiles
package import TLS

/// Whether the sessions of a run fit what the system lets a process hold: told before the first dial, since nobody
/// forgives an error at minute nine.
package struct Preflight: Sendable, Equatable {
    /// Sessions to be open at once.
    package var connections: Int
    /// Event-loop threads; each keeps a few descriptors for itself.
    package var threads: Int
    /// Source addresses that sessions are spread over; the system's own choice counts as one.
    package var sources: Int
    /// Descriptors that something else beside the sessions may take.
    package var reserved = 0
    /// Where so many are asked for: a flag, or the scenarios of a profile.
    package var place: String
    /// Who they are, as in "300 sessions" or "300 sessions and users (chat 200, feed 100)".
    package var crowd: String

    /// Descriptors kept free for reports, name look-ups and the embedded target's pipes.
    static let spareFiles = 64
    /// What the program and its runtime have open by themselves at most: some of it only a moment after the start, and
    /// the number that would fit must not depend on when it was looked at.
    static let ownFiles = 16
    /// Descriptors of one loop: epoll, timer, wake-up, and what libwebsockets opens and what is held back for it.
    static let filesPerLoop = 24

    package init(connections: Int, threads: Int, sources: Int, profile: (file: String, profile: Profile)? = nil) {
        self.connections = connections
        self.threads = threads
        self.sources = max(1, sources)
        place = profile?.file ?? "--max-connections"
        crowd = profile.map { Self.crowd(of: $0.profile, connections) } ?? "\(connections) sessions"
    }

    /// The sessions and users of a profile, scenario by scenario.
    private static func crowd(of profile: Profile, _ connections: Int) -> String {
        let loads = profile.scenarios.compactMap { scenario -> (isHeld: Bool, words: String)? in
            guard let schedule = ScenarioSchedule(scenario.value), schedule.mostUsers > 0 else { return nil }
            let isHeld = if case .sessions = scenario.value.workload { true } else { false }
            return (isHeld, "\(scenario.name) \(schedule.mostUsers)")
        }
        let noun =
            loads.allSatisfy(\.isHeld) ? "sessions" : loads.contains(where: \.isHeld) ? "sessions and users" : "users"
        // Of a run with one user of each scenario the loads say nothing.
        let isWhole = connections == profile.mostUsers
        return "\(connections) \(noun)" + (isWhole ? " (\(loads.map(\.words).joined(separator: ", ")))" : "")
    }

    /// What does not fit, each with the number that would and the remedy.
    package func diagnostics(_ limits: ProcessLimits) -> [Diagnostic] {
        [filesDiagnostic(limits), portsDiagnostic(limits)].compactMap(\.self)
    }

    /// What OpenSSL says of certificates and keys that do not go together; nil when there is nothing to say.
    package static func diagnostic(_ options: TLSOptions, for url: ServiceURL) -> Diagnostic? {
        guard url.isSecure || options.certificateFile != nil else { return nil }
        do {
            _ = try TLSContext(options)
            return nil
        } catch {
            return Diagnostic(place: options.certificateFile == nil ? "--cacert" : "--cert", message: error.description)
        }
    }

    private func filesDiagnostic(_ limits: ProcessLimits) -> Diagnostic? {
        let reserve = max(limits.openFilesNow, Self.ownFiles) + Self.spareFiles + reserved + threads * Self.filesPerLoop
        let fitting = max(0, limits.openFiles - reserve)
        guard connections > fitting else { return nil }
        return Diagnostic(
            place: place,
            message: "\(crowd) need \(connections + reserve) open files, "
                + "and this process may have \(limits.openFiles): "
                + "\(fitting) would fit. Raise the limit (ulimit -n, or nofile in limits.conf), "
                + "or share \(crowd.contains("users") ? "them" : "the sessions") out over several processes")
    }

    /// A TCP connection is told from others by its two addresses and ports (RFC 9293 §3.4), so towards one service
    /// a source address is good for as many connections as there are local ports.
    private func portsDiagnostic(_ limits: ProcessLimits) -> Diagnostic? {
        let fitting = limits.localPorts.count * sources
        guard connections > fitting else { return nil }
        let needed = (connections + limits.localPorts.count - 1) / limits.localPorts.count
        let from = sources == 1 ? "one source address" : "\(sources) source addresses"
        return Diagnostic(
            place: place,
            message: "\(crowd) need as many local ports, "
                + "and \(from) with the ports \(limits.localPorts.lowerBound)-\(limits.localPorts.upperBound) "
                + "reach one service \(fitting) times: \(fitting) would fit. "
                + "Spread them over \(needed) source addresses (--local-ips), or widen net.ipv4.ip_local_port_range")
    }
}
