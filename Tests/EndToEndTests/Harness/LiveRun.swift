import Foundation
import Testing

/// A run with a live page, and a browser that has the page open.
struct LiveRun {
    let program: Program
    let page: Browser
    let address: String
    private let folder: TemporaryFolder

    /// - Throws: when the page does not come about.
    init(_ arguments: [String]) throws {
        folder = try TemporaryFolder()
        let flags = ["--web", "127.0.0.1:0", "--json", folder.path("result.json")]
        program = try Program(Project.streamload, arguments + flags)
        let told = /live page: (http:\S+)\n/
        try program.waitForOutput("the address of the page") { _, errors in errors.contains(told) }
        address = try #require(program.errors.firstMatch(of: told)).1.description
        page = try Browser()
        try page.open(address)
    }

    func waitUntil(_ phase: String, within seconds: Double = 20) throws {
        try page.wait(within: seconds, for: "#phase", toSay: phase)
    }

    func waitUntilFinished(within seconds: Double = 20) throws {
        try waitUntil("Finished: this is the final report", within: seconds)
    }

    /// Waits for a figure among those in large type.
    func wait(for figure: String, toBe value: String) throws {
        let tiles = "[...document.querySelectorAll('.tile')].map((tile) => tile.innerText)"
        try page.wait(within: 20, until: "\(tiles).includes(`\(value)\\n\(figure)`)")
    }

    /// The cells of the table's row that begins so; of a counter or a trend in "All metrics", say.
    func row(_ beginning: String...) throws -> [String] {
        let rows = try page.texts("tr").map { $0.components(separatedBy: "\t") }
        return try #require(rows.first { $0.starts(with: beginning) }, "\(beginning)")
    }

    /// A count as the page writes it.
    func count(_ cells: [String], at place: Int) -> Int? { Int(cells[place].replacing(",", with: "")) }

    /// Nothing was complained of, and nobody but the run's own server was asked for anything.
    func expectQuiet() throws {
        #expect(try page.complaints() == [])
        #expect(try page.requests().filter { !$0.hasPrefix(address) && !$0.hasPrefix("data:") } == [])
    }

    /// Ends the program with Ctrl-C, or waits for its own end, and reads what it wrote.
    func result(interrupting: Bool = true) throws -> (status: Int32, result: JSON, data: Data) {
        if interrupting { program.signal(SIGINT) }
        let status = try program.wait(within: 20)
        let path = folder.path("result.json")
        let mistake = try ResultSchema.mistake(in: path)
        #expect(mistake == nil)
        let data = try Data(contentsOf: URL(filePath: path))
        return (status, try JSON(data), data)
    }
}
