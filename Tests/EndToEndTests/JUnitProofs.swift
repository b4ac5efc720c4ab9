import Foundation
import Testing

extension EndToEndCounts {
    /// The report that CI servers read: in every ending of a run it is as Jenkins' own schema says.
    @Suite struct JUnitProofs {
        private func report(_ arguments: [String], _ status: Int32, in folder: TemporaryFolder) throws -> JUnitFile {
            let path = folder.path("junit.xml")
            let program = try Program(Project.streamload, arguments + ["-q", "--junit", path])
            #expect(try program.wait(within: 30) == status, "\(program.errors)")
            return try JUnitFile(path)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a run that passed is a page of passes`() throws {
            let folder = try TemporaryFolder()
            let load = ["-c", "2", "-r", "5", "-d", "1", "--threshold", "ws_msgs_sent count>0"]
            let file = try report(load, 0, in: folder)
            #expect(
                file.cases == [
                    .init(suite: "run", name: "the run is valid", outcome: "passed"),
                    .init(suite: "thresholds", name: "ws_msgs_sent count>0", outcome: "passed"),
                ])
        }

        @Test(.timeLimit(.minutes(1)))
        func `thresholds, targets and checks that fail are failures each`() throws {
            let profile = try ProfileFile(
                """
                scenarios:
                  reader:
                    users: { count: 2, for: 1s }
                    steps:
                      - get: embedded/health
                        check: { is well: status == 200, "is <ill> & 'odd'": status == 500 }
                      - wait: 100ms
                thresholds: { http_reqs: [count>0, count>1000000] }
                targets:
                  - { metric: http_req_duration, stat: max, target: 10s, critical: 20s }
                  - { metric: http_reqs, stat: count, target: 2000000, critical: 1000000 }
                """)
            let folder = try TemporaryFolder()
            let file = try report(["run", profile.path], 99, in: folder)
            for suite in ["thresholds", "targets", "checks"] {
                #expect(file.outcomes(suite) == ["passed", "Failure"], "\(suite)")
            }
            #expect(file.cases.last?.name == "reader: is <ill> & 'odd'")
            #expect(file.outcomes("run") == ["passed"] && file.cases.count == 7)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a run that is interrupted proves nothing, and says so`() throws {
            let folder = try TemporaryFolder()
            let path = folder.path("junit.xml")
            let program = try Program(Project.streamload, ["-c", "2", "-d", "60", "-q", "--junit", path])
            try program.waitUntilInterruptible()
            program.signal(SIGINT)
            #expect(try program.wait(within: 30) == 105)
            #expect(try JUnitFile(path).cases.map(\.outcome) == ["Error"])
        }

        @Test(.timeLimit(.minutes(1)))
        func `a target that cannot be reached is an error`() throws {
            let folder = try TemporaryFolder()
            let url = "ws://127.0.0.1:\(try freePort())/"
            let file = try report(["--streaming-url", url, "-c", "2", "-d", "1"], 110, in: folder)
            #expect(file.cases.map(\.outcome) == ["Error"])
        }

        /// Markup, an entity, the end of a section, what XML 1.0 §2.2 has no way to write, and a text without end.
        private static let hostile = [
            "</testcase><failure/>", "&bogus;", "]]>", "\u{0}\u{1B}\u{FFFE}\u{FFFF}", "\"'\n\t",
            String(repeating: "<", count: 1 << 20),
        ]

        @Test(.timeLimit(.minutes(1)))
        func `hostile texts are texts in every place`() throws {
            let folder = try TemporaryFolder()
            let (json, path) = (folder.path("result.json"), folder.path("junit.xml"))
            let result = try HostileResult()
            for text in Self.hostile {
                try result.write(text, to: json)
                let program = try Program(Project.streamload, ["report", json, "--junit", path])
                #expect(try program.wait(within: 30) == 0, "\(program.errors)")
                #expect(try JUnitFile(path).outcomes("checks") == ["passed", "Failure"])
                #expect(try Data(contentsOf: URL(filePath: path)).count < 100_000)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `the golden reports are valid`() throws {
            let goldens = Project.root.appending(path: "Tests/ReportsTests/Goldens").path
            let names = try FileManager.default.contentsOfDirectory(atPath: goldens).filter { $0.contains(".junit.") }
            #expect(names.count >= 4)
            for name in names { #expect(try !JUnitFile("\(goldens)/\(name)").cases.isEmpty) }
        }
    }
}
