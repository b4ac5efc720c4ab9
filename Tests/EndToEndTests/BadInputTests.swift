import Foundation
import Testing

extension EndToEndCounts {
    /// What cannot work is refused in one clear line each, before anything is dialled.
    @Suite struct BadInput {
        /// Starts the program against a peer that listens, and expects a refusal without a single connection.
        private func refusals(
            _ arguments: [String], scheme: String = "ws", environment: [String: String] = [:],
            program: URL = Project.streamload
        ) throws -> [String] {
            let peer = try Peer.raw()
            let url = "\(scheme)://127.0.0.1:\(peer.port)/echo"
            let run = try Program(
                program, arguments.map { $0.replacing("URL", with: url) }, environment: environment)
            #expect(try run.wait(within: 20) == 64, "\(arguments): \(run.errors)")
            #expect(run.output == "")
            #expect(try peer.finish()["connections"].int ?? 0 == 0)
            return run.errors.split(separator: "\n").map(String.init)
        }

        static let table: [(arguments: [String], place: String, words: String)] = [
            (["-c", "0"], "--max-connections", "at least 1"),
            (["-c", "-1"], "--max-connections", "'-1'"),
            (["-c", "1e3"], "--max-connections", "'1e3'"),
            (["-c", "1m"], "--max-connections", "million or minute"),
            (["-r", "abc"], "--message-rate", "'abc'"),
            (["-d", "soon"], "--test-duration", "'soon'"),
            (["--cacert", "/nowhere/ca.pem"], "--cacert", "No such file"),
            (["--message", "{{nonce}}"], "--message", "nonce"),
            (["--threshold", "ws_respnse_time p(95)<200"], "--threshold", "ws_response_time"),
            (["--max-conections", "5"], "--max-conections", "'--max-connections'"),
            (["--local-ips", "192.0.2.1"], "--local-ips", "192.0.2.1"),
            (["--json", "/nowhere/result.json"], "--json", "/nowhere/result.json"),
            (["--web", "0.0.0.0:0"], "--web", "--web-token says what they must know"),
            (["--csv", "-"], "--csv", "is not what file names begin with"),
            (["--hdr", "/proc/x"], "--hdr", "cannot be written"),
            (["--out", "csv=x"], "--out", "expected json=FILE"),
            (["--protocol", "sse"], "--protocol", "contradicts ws://"),
            (["--until-events", "5"], "--until-events", "for event streams alone"),
        ]

        @Test(.timeLimit(.minutes(1)), arguments: table)
        func `a mistake is one line that names its place, and nothing is dialled`(
            _ row: (arguments: [String], place: String, words: String)
        ) throws {
            let lines = try refusals(["--streaming-url", "URL"] + row.arguments)
            #expect(lines.count == 1, "\(lines)")
            let line = lines.first ?? ""
            #expect(line.hasPrefix("\(row.place): "), "\(line)")
            #expect(line.contains(row.words), "\(line)")
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                ("ftp://127.0.0.1/", "expected ws, wss"), ("https:///events", "names no host"),
            ])
        func `a URL that cannot be tested is one line`(_ row: (url: String, words: String)) throws {
            let lines = try refusals(["--streaming-url", row.url])
            #expect(lines.count == 1)
            #expect(lines.first?.hasPrefix("--streaming-url: '\(row.url)'") == true, "\(lines)")
            #expect(lines.first?.contains(row.words) == true, "\(lines)")
        }

        static let streamTable: [(arguments: [String], environment: [String: String], place: String, words: String)] = [
            (["-r", "0"], [:], "--message-rate", "for WebSocket services alone"),
            ([], ["STREAMLOAD_SUBSCRIBE": "x"], "STREAMLOAD_SUBSCRIBE", "for WebSocket services alone"),
            (["--data-file", "/nowhere/body.json"], [:], "--data-file", "No such file"),
            (["--stream-format", "opnai"], [:], "--stream-format", "Did you mean 'openai'?"),
            (["--threshold", "ws_response_time p(95)<200"], [:], "--threshold", "WebSocket sessions alone"),
        ]

        @Test(.timeLimit(.minutes(1)), arguments: streamTable)
        func `a mistake about an event stream is one line as well, and nothing is dialled`(
            _ row: (arguments: [String], environment: [String: String], place: String, words: String)
        ) throws {
            let lines = try refusals(
                ["--streaming-url", "URL"] + row.arguments, scheme: "http", environment: row.environment)
            #expect(lines.count == 1, "\(lines)")
            let line = lines.first ?? ""
            #expect(line.hasPrefix("\(row.place): "), "\(line)")
            #expect(line.contains(row.words), "\(line)")
        }

        @Test(.timeLimit(.minutes(1)))
        func `a bad environment variable is named as itself`() throws {
            let lines = try refusals(
                ["--streaming-url", "URL"], environment: ["STREAMLOAD_MAX_CONNECTIONS": "abc"])
            #expect(lines.count == 1)
            #expect(lines.first?.hasPrefix("STREAMLOAD_MAX_CONNECTIONS: 'abc'") == true, "\(lines)")
        }

        @Test(.timeLimit(.minutes(1)))
        func `several mistakes are told at once, a line each`() throws {
            let lines = try refusals(["--streaming-url", "URL", "-c", "0", "-r", "x", "--web=a b", "--cacert", "/no"])
            let places = lines.map { $0.prefix { $0 != ":" } }
            #expect(Set(places) == ["--max-connections", "--message-rate", "--web", "--cacert"])
            #expect(lines.count == 4)
        }

        /// Runs a program with 200 open files. Other tests of this process have sockets open at their whim: what the program
        /// may open must not depend on how many of them it inherits.
        private static let launcher = """
            import os, resource, sys
            os.closerange(3, 65536)
            resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))
            os.execv(sys.argv[1], sys.argv[1:])
            """

        @Test(.timeLimit(.minutes(1)), arguments: ["ws", "sse"])
        func `a few sessions with the built-in target need few open files`(name: String) throws {
            let run = try Program(
                Project.python,
                ["-c", Self.launcher, Project.streamload.path, "--protocol", name, "-c", "20", "-d", "0.5"])
            #expect([0, 111].contains(try run.wait(within: 30)), "\(run.errors)")
        }

        @Test(.timeLimit(.minutes(1)))
        func `more sessions than open files allow are refused with the number that fits`() throws {
            let lines = try refusals(
                ["-c", Self.launcher, Project.streamload.path, "--streaming-url", "URL", "-c", "1000"],
                program: Project.python)
            let line = lines.first ?? ""
            #expect(lines.count == 1)
            #expect(line.hasPrefix("--max-connections: 1000 sessions"), "\(line)")
            #expect(line.contains("ulimit -n"), "\(line)")
            // As many as it says do fit.
            let fitting = try #require(line.firstMatch(of: /: (\d+) would fit/)?.output.1)
            let peer = try Peer.raw()
            let folder = try TemporaryFolder()
            let result = folder.path("result.json")
            let run = try Program(
                Project.python,
                [
                    "-c", Self.launcher, Project.streamload.path, "--streaming-url", "ws://127.0.0.1:\(peer.port)/echo",
                    "-c", String(fitting), "-d", "1", "--json", result,
                ])
            #expect([0, 111].contains(try run.wait(within: 30)), "\(run.errors)")
            let json = try JSON(Data(contentsOf: URL(filePath: result)))
            #expect(json["lifecycle", "established"].int == Int(fitting))
            #expect(json["lifecycle", "connect_failed", "total"].int == 0)
        }

        /// Where fewer files than ports may be open, as is usual, files are what is told first.
        @Test(.timeLimit(.minutes(1)))
        func `more sessions than local ports allow are refused with the remedy`() throws {
            let lines = try refusals(["--streaming-url", "URL", "-c", "70k"])
            let ports = lines.first { $0.contains("local ports") } ?? ""
            #expect(ports.hasPrefix("--max-connections: 70000 sessions"), "\(lines)")
            #expect(ports.contains("would fit"), "\(lines)")
            #expect(ports.contains("--local-ips"), "\(lines)")
        }

        @Test(.timeLimit(.minutes(1)))
        func `sessions are spread over the source addresses`() throws {
            let peer = try Peer.raw()
            let run = try LoadRun([
                "--streaming-url", "ws://127.0.0.1:\(peer.port)/echo", "-c", "10", "-r", "5", "-d", "0.5",
                "--local-ips", "127.0.0.2,127.0.0.3",
            ])
            #expect(run.hasPassed)
            #expect(run.lifecycle["established"].int == 10)
            #expect(try peer.finish()["source_addresses"].counts == ["127.0.0.2": 5, "127.0.0.3": 5])
        }
    }
}
