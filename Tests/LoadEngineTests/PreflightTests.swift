import LoadEngine
import Profiles
import Testing
import Timing

@testable import EventLoop

@Suite("Before the first dial")
struct PreflightTests {
    private static let roomy = ProcessLimits(
        openFiles: 1_048_576, openFilesCeiling: 1_048_576, openFilesNow: 4, localPorts: 32_768...60_999)

    private func check(_ connections: Int, threads: Int = 2, sources: Int = 0, _ limits: ProcessLimits) -> [String] {
        Preflight(connections: connections, threads: threads, sources: sources)
            .diagnostics(limits).map(\.description)
    }

    @Test("what fits passes without a word", arguments: [(1, 0), (28_232, 1), (28_233, 2), (100_000, 4)])
    func fits(connections: Int, sources: Int) {
        #expect(check(connections, sources: sources, Self.roomy) == [])
    }

    @Test("too few open files: the number that fits is the one that passes")
    func files() {
        var limits = Self.roomy
        limits.openFiles = 1024
        #expect(
            check(1000, limits) == [
                """
                --max-connections: 1000 sessions need 1128 open files, and this process may have 1024: 896 would fit. \
                Raise the limit (ulimit -n, or nofile in limits.conf), or share the sessions out over several processes
                """
            ])
        #expect(check(896, limits) == [])
        #expect(check(897, limits).count == 1)
    }

    @Test("too few ports: the number that fits, and how many addresses the rest needs")
    func ports() {
        #expect(
            check(60_000, Self.roomy) == [
                """
                --max-connections: 60000 sessions need as many local ports, and one source address with the ports \
                32768-60999 reach one service 28232 times: 28232 would fit. Spread them over 3 source addresses \
                (--local-ips), or widen net.ipv4.ip_local_port_range
                """
            ])
        #expect(check(60_000, sources: 2, Self.roomy).first?.contains("2 source addresses with the ports") == true)
    }

    @Test("under a profile its scenarios are what does not fit")
    func profile() throws {
        let text = """
            scenarios:
              chat: { sessions: { open: 900, hold: 1s }, steps: [{ connect: embedded/echo }] }
              shop: { users: { count: 100, for: 1s }, steps: [{ get: embedded/health }] }
            """
        let surroundings = ProfileSurroundings { _ in .failure(TextError("none")) }
        let profile = try ProfileReader.read(Array(text.utf8), file: "a.yaml", in: surroundings).get()
        var limits = Self.roomy
        limits.openFiles = 1024
        let preflight = Preflight(connections: 1000, threads: 2, sources: 0, profile: ("a.yaml", profile))
        #expect(
            preflight.diagnostics(limits).map(\.description) == [
                """
                a.yaml: 1000 sessions and users (chat 900, shop 100) need 1128 open files, and this process may have 1024: \
                896 would fit. Raise the limit (ulimit -n, or nofile in limits.conf), or share them out over several \
                processes
                """
            ])
    }

    @Test("both shortages are told at once")
    func both() {
        var limits = Self.roomy
        limits.openFiles = 20_000
        #expect(check(60_000, limits).count == 2)
    }

    @Test("a limit below our own needs lets nothing fit, and does not go negative")
    func nothingFits() {
        var limits = Self.roomy
        limits.openFiles = 16
        #expect(check(1, limits).first?.contains(": 0 would fit") == true)
    }
}

@Suite("What the system allows")
struct ProcessLimitsTests {
    @Test("raising ends at the hard limit, and what is read is plausible")
    func raised() {
        let limits = ProcessLimits.raised()
        #expect(limits.openFiles == limits.openFilesCeiling)
        #expect(limits.openFilesNow >= 3 && limits.openFilesNow < limits.openFiles)
        #expect(limits.localPorts.count > 1000)
    }

    @Test(
        "the kernel's port range is two numbers",
        arguments: [("32768\t60999\n", 32_768...60_999), ("", nil), ("5 4", nil), ("1 70000", nil), ("0 5", nil)]
            as [(String, ClosedRange<Int>?)])
    func localPorts(text: String, expected: ClosedRange<Int>?) {
        #expect(ProcessLimits.parseLocalPorts(text) == expected)
    }
}
