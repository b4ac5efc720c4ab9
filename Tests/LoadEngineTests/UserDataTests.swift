import Foundation
import Synchronization
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

    /// The numbers of the rows that a user of a loop gets, one iteration after another, until none is left.
    private func draw(
        _ holes: HoleTable, from pools: DataPools, user: Int = 0, iterations: Int, seed: UInt64 = 1
    ) throws -> [Int] {
        var random = FastRandom(seed: seed, stream: user)
        let values = UserValues(user: user, scenario: 0, holes: holes)
        let text = FilledText(try .parse("{{a.n}}"), holes)
        var rows: [Int] = []
        for _ in 0..<iterations {
            do { try values.beginIteration(pools, random: &random) } catch { break }
            rows.append(try #require(Int(try text.text(values, random: &random))))
        }
        return rows
    }

    @Test("a queue gives its rows in order, and each once to whichever user asks", arguments: [1, 5, 100])
    func queue(rows: Int) throws {
        let holes = try holes(rows: rows, pick: "queue")
        let pools = DataPools(holes)
        // The second user comes when the first has had enough; the third finds nothing.
        let first = try draw(holes, from: pools, user: 0, iterations: rows / 3)
        let second = try draw(holes, from: pools, user: 1, iterations: rows + 1)
        #expect(first + second == Array(0..<rows))
        #expect(try draw(holes, from: pools, user: 2, iterations: 1) == [])
    }

    @Test("loops that draw at the same time get each row of a queue once")
    func queueOfLoops() throws {
        let holes = try holes(rows: 10_000, pick: "queue")
        let pools = DataPools(holes)
        let drawn = Mutex<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: 4) { user in
            let rows = (try? draw(holes, from: pools, user: user, iterations: 10_000)) ?? []
            drawn.withLock { $0 += rows }
        }
        #expect(drawn.withLock { $0.sorted() } == Array(0..<10_000))
    }

    @Test("a queue that is empty ends its user, and says which data it is")
    func exhausted() throws {
        let holes = try holes(rows: 1, pick: "queue")
        let pools = DataPools(holes)
        var random = FastRandom(seed: 1)
        let values = UserValues(user: 0, scenario: 0, holes: holes)
        try values.beginIteration(pools, random: &random)
        #expect(throws: DataExhausted(source: "a")) { try values.beginIteration(pools, random: &random) }
        #expect(DataExhausted.cause == "data exhausted")
    }

    @Test("circular data begin again, and go on where the user before was")
    func circular() throws {
        let holes = try holes(rows: 6, pick: "circular")
        let pools = DataPools(holes)
        #expect(try draw(holes, from: pools, user: 0, iterations: 8) == [0, 1, 2, 3, 4, 5, 0, 1])
        #expect(try draw(holes, from: pools, user: 1, iterations: 6) == [2, 3, 4, 5, 0, 1])
    }

    @Test("random data are the same for the same seed, and every row's turn comes")
    func random() throws {
        let holes = try holes(rows: 5, pick: "random")
        let pools = DataPools(holes)
        let drawn = try draw(holes, from: pools, iterations: 200)
        #expect(try draw(holes, from: pools, iterations: 200) == drawn)
        #expect(try draw(holes, from: pools, iterations: 200, seed: 2) != drawn)
        #expect(Set(drawn) == Set(0..<5))
    }

    @Test("a user keeps its row: its number, over and over the rows", arguments: [(0, 0), (4, 4), (5, 0), (12, 2)])
    func perUser(user: Int, row: Int) throws {
        let holes = try holes(rows: 5, pick: "per_user")
        let pools = DataPools(holes)
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
        let pools = DataPools(holes)
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
        let pools = DataPools(holes)
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
