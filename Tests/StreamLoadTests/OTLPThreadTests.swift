import CurlTransport
import Foundation
import Testing

@testable import StreamLoad

@Suite("The thread that pushes", .timeLimit(.minutes(1)))
struct OTLPThreadTests {
    @Test("a thread that cannot push says why, and leaves no descriptor")
    func refused() throws {
        // Longer than any string that libcurl takes.
        let path = "/" + String(repeating: "x", count: 8_000_001)
        let environment = [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector:4318", "OTEL_EXPORTER_OTLP_CERTIFICATE": path,
        ]
        let settings = try #require(OTLPSettings.read(environment) { _ in nil }.settings)
        let before = try Self.loops()
        for _ in 0..<64 {
            #expect {
                try OTLPThread(settings, proxies: ProxySettings(environment: [:])) { _ in }
            } throws: {
                "\($0)".contains("CAINFO")
            }
        }
        // Other tests have loops of their own meanwhile, though fewer than were refused here.
        #expect(try Self.loops() < before + 64)
    }

    /// epoll descriptors of this process: each loop has one.
    private static func loops() throws -> Int {
        let folder = "/proc/self/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder).count {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == "anon_inode:[eventpoll]"
        }
    }
}
