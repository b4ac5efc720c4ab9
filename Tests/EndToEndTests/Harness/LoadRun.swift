import Foundation
import Testing

/// One run of `streamload` with a JSON result that is checked on the way: in every test it is what the schema says, and
/// the sum law of the ledger holds.
struct LoadRun {
    let status: Int32
    let result: JSON
    let output: String
    let errors: String
    let seconds: Double

    /// Runs to the end.
    ///
    /// - Throws: when it takes longer than `limit` seconds, or writes no valid result.
    init(_ arguments: [String], environment: [String: String] = [:], limit: Double = 60) throws {
        try self.init(arguments, environment: environment, limit: limit) { _ in }
    }

    /// Runs to the end, and calls `during` right after the start, to interrupt and the like.
    ///
    /// - Throws: when it takes longer than `limit` seconds, or writes no valid result; and what `during` throws.
    init(
        _ arguments: [String], environment: [String: String] = [:], limit: Double = 60, during: (Program) throws -> Void
    ) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("result.json")
        let start = Date()
        let program = try Program(Project.streamload, arguments + ["--json", path], environment: environment)
        try during(program)
        status = try program.wait(within: limit)
        seconds = Date().timeIntervalSince(start)
        output = program.output
        errors = program.errors
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ProgramError("no result; status \(status), errors: \(errors.suffix(2000))")
        }
        result = try JSON(data)
        let mistake = try ResultSchema.mistake(in: path)
        #expect(mistake == nil)
        expectBalancedLedger()
    }

    var lifecycle: JSON { result["lifecycle"] }
    func metric(_ name: String) -> JSON { result["metrics", name] }
    func count(_ name: String) -> Int? { metric(name)["count"].int }
    var causes: [String: Int] { lifecycle["connect_failed", "causes"].counts }

    /// `attempts` equals the sum of all entries, and what was established is what neither failed nor was cancelled.
    private func expectBalancedLedger() {
        let failed = lifecycle["connect_failed", "total"].int ?? -1
        #expect(failed == causes.values.reduce(0, +))
        let ended = lifecycle["ended"]
        let byCode = ["closed_by_client", "closed_by_peer"].flatMap { ended[$0].counts.values }
        let plain = ["completed", "lost", "pong_timeout", "stalled", "protocol_error", "cancelled"]
        let sum = plain.reduce(failed) { $0 + (ended[$1].int ?? -1_000_000) } + byCode.reduce(0, +)
        #expect(lifecycle["attempts"].int == sum)
        #expect(lifecycle["established"].int == sum - failed - (ended["cancelled"].int ?? 0))
    }
}
