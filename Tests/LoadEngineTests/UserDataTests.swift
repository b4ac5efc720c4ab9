import Foundation
import Testing
import Timing

@testable import LoadEngine
@testable import Profiles

@Suite("Rows of data that users get")
struct UserDataTests {
    private static func rows(_ count: Int) -> String {
        "n,name\n" + (0..<count).map { "\($0),row \($0)\n" }.joined()
    }

    private func holes(rows: Int, pick: String) throws -> HoleTable {
        try UserTexts.holes(data: ["a": (Self.rows(rows), pick)], steps: "{{a.n}}")
    }

    /// The numbers of the rows that the users of each loop get, one iteration after another, until none is left.
    private func draw(_ holes: HoleTable, loops: Int, iterations: Int, seed: UInt64 = 1) throws -> [[Int]] {
        try (0..<loops).map { loop in
            let pools = DataPools(holes, stripe: Stripe(index: loop, of: loops))
            var random = FastRandom(seed: seed, stream: loop)
            let values = UserValues(user: loop, scenario: 0, holes: holes)
            let text = FilledText(try .parse("{{a.n}}"), holes)
            var rows: [Int] = []
            for _ in 0..<iterations {
                do { try values.beginIteration(pools, random: &random) } catch { break }
                rows.append(try #require(Int(try text.text(values, random: &random))))
            }
            return rows
        }
    }

    @Test(
        "a queue gives each row once over all loops, each loop its own in order", arguments: [1, 2, 3, 7], [1, 5, 100])
    func queue(loops: Int, rows: Int) throws {
        let drawn = try draw(holes(rows: rows, pick: "queue"), loops: loops, iterations: rows + 1)
        #expect(drawn.joined().sorted() == Array(0..<rows))
        #expect(drawn.allSatisfy { $0 == $0.sorted() })
        for (loop, rows) in drawn.enumerated() { #expect(rows.allSatisfy { $0 % loops == loop }) }
    }

    @Test("a queue that is empty ends its user, and says which data it is")
    func exhausted() throws {
        let holes = try holes(rows: 1, pick: "queue")
        let pools = DataPools(holes, stripe: Stripe(index: 0, of: 1))
        var random = FastRandom(seed: 1)
        let values = UserValues(user: 0, scenario: 0, holes: holes)
        try values.beginIteration(pools, random: &random)
        #expect(throws: DataExhausted(source: "a")) { try values.beginIteration(pools, random: &random) }
        #expect(DataExhausted.cause == "data exhausted")
    }

    @Test("circular data begin again: over all loops no row is given twice more than another", arguments: [1, 2, 4])
    func circular(loops: Int) throws {
        let drawn = try draw(holes(rows: 6, pick: "circular"), loops: loops, iterations: 12)
        var counts = [Int](repeating: 0, count: 6)
        for row in drawn.joined() { counts[row] += 1 }
        #expect(counts == [Int](repeating: 2 * loops, count: 6))
        if loops == 1 { #expect(drawn[0] == [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]) }
    }

    @Test("random data are the same for the same seed, and every row's turn comes")
    func random() throws {
        let holes = try holes(rows: 5, pick: "random")
        let drawn = try draw(holes, loops: 1, iterations: 200)
        #expect(try draw(holes, loops: 1, iterations: 200) == drawn)
        #expect(try draw(holes, loops: 1, iterations: 200, seed: 2) != drawn)
        #expect(Set(drawn[0]) == Set(0..<5))
    }

    @Test("a user keeps its row: its number, over and over the rows", arguments: [(0, 0), (4, 4), (5, 0), (12, 2)])
    func perUser(user: Int, row: Int) throws {
        let holes = try holes(rows: 5, pick: "per_user")
        let pools = DataPools(holes, stripe: Stripe(index: 0, of: 1))
        var random = FastRandom(seed: 1)
        let values = UserValues(user: user, scenario: 0, holes: holes)
        for _ in 0..<3 {
            try values.beginIteration(pools, random: &random)
            #expect(
                try FilledText(.parse("{{a.n}} {{a.name}}"), holes).text(values, random: &random) == "\(row) row \(row)"
            )
        }
    }

    @Test("data that only the login has holes of are drawn once, and data that nobody has holes of never")
    func drawnOnce() throws {
        let holes = try UserTexts.holes(
            data: ["a": (Self.rows(1), "queue"), "b": (Self.rows(1), "queue"), "c": (Self.rows(3), "queue")],
            steps: "{{c.n}}", login: "{{a.n}}")
        let pools = DataPools(holes, stripe: Stripe(index: 0, of: 1))
        var random = FastRandom(seed: 1)
        let values = UserValues(user: 0, scenario: 0, holes: holes)
        for expected in 0..<3 {
            try values.beginIteration(pools, random: &random)
            #expect(try FilledText(.parse("{{a.n}}{{c.n}}"), holes).text(values, random: &random) == "0\(expected)")
        }
        #expect(throws: UnfilledHole(name: "b.n")) {
            try FilledText(.parse("{{b.n}}"), holes).text(values, random: &random)
        }
    }

    @Test("before an iteration begins a user has no row")
    func beforeIteration() throws {
        let holes = try holes(rows: 2, pick: "circular")
        var random = FastRandom(seed: 1)
        #expect(throws: UnfilledHole(name: "a.n")) {
            try FilledText(.parse("{{a.n}}"), holes).text(
                UserValues(user: 0, scenario: 0, holes: holes), random: &random)
        }
    }

    @Test("an idle user's values take no more than a kilobyte")
    func size() throws {
        let holes = try UserTexts.holes(
            captures: (0..<20).map { "c\($0)" }, data: ["a": (Self.rows(10), "per_user")], steps: "{{a.n}}")
        let pools = DataPools(holes, stripe: Stripe(index: 0, of: 1))
        var random = FastRandom(seed: 1)
        let count = 100_000
        var users: [UserValues] = []
        users.reserveCapacity(count)
        let before = try Self.residentBytes()
        for user in 0..<count {
            let values = UserValues(user: user, scenario: 0, holes: holes)
            values["c0"] = "\(user)"
            try values.beginIteration(pools, random: &random)
            users.append(values)
        }
        // Other tests of the process allocate meanwhile, by far less than a hundred megabytes.
        #expect(try Self.residentBytes() - before < count * 1024)
        #expect(users.count == count)
    }

    /// Memory of the process: the second figure of proc(5) statm, in pages.
    private static func residentBytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return try #require(Int(text.split(separator: " ")[1])) * 4096
    }
}
