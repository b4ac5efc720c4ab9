import Foundation
import Testing

/// A real Prometheus that scrapes texts which a test may change.
final class PrometheusPeer {
    /// One series of an answer.
    struct Row {
        let labels: [String: String]
        let value: Double
    }

    private let folder: TemporaryFolder
    private let peer: Peer
    /// Lines that it has said.
    private var lines = 1

    /// Scrapes texts by name, which their series have as the label `text`.
    init(scraping texts: [String: String]) throws {
        folder = try TemporaryFolder()
        for (name, text) in texts { try Data(text.utf8).write(to: URL(filePath: folder.path(name))) }
        peer = try Peer.python("prometheus.py", texts.keys.map(folder.path))
    }

    /// What is scraped from now on.
    func serve(_ text: String, as name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: folder.path(name)), options: .atomic)
    }

    /// - Throws: when Prometheus does not take the query.
    func ask(_ query: String) throws -> [Row] {
        peer.program.tell(query)
        lines += 1
        try peer.program.waitForOutput("an answer to \(query)") { output, _ in
            output.count(where: \.isNewline) == lines
        }
        let answer = try JSON(Data((peer.program.output.split(separator: "\n").last ?? "").utf8))
        if let mistake = answer["mistake"].string { throw ProgramError("\(query): \(mistake)") }
        return answer["rows"].array.map { row in
            Row(
                labels: row["labels"].object.compactMapValues(\.string),
                value: Double(row["value"].string ?? "") ?? .nan)
        }
    }

    /// The value of a query with one row; nil with none.
    func value(_ query: String) throws -> Double? { try ask(query).first?.value }

    /// Asks until the value is there.
    func wait(for query: String, toBe expected: Double) throws {
        let limit = Date(timeIntervalSinceNow: 20)
        while try value(query) != expected {
            guard Date() < limit else { throw ProgramError("\(query) did not become \(expected)") }
            // Polling for a condition with a limit: the next scrape is not far.
            usleep(20_000)
        }
    }

    func finish() throws -> JSON { try peer.finish() }
}

/// Texts of Prometheus' format that the reports' tests have written.
enum Exposition {
    static func golden(_ name: String) throws -> String { try String(contentsOf: file(name), encoding: .utf8) }

    static func file(_ name: String) -> URL {
        Project.root.appending(path: "Tests/ReportsTests/Goldens/\(name).prom.txt")
    }

    /// The text with every count twice as high, as if the same had happened once more.
    static func doubled(_ text: String) -> String {
        text.split(separator: "\n").map { line in
            let parts = line.split(separator: " ")
            let name = line.prefix { $0 != "{" && $0 != " " }
            let isCount = ["_total", "_bucket", "_sum", "_count"].contains { name.hasSuffix($0) }
            guard !line.hasPrefix("#"), isCount, let value = parts.last, let number = Double(value) else {
                return String(line)
            }
            return line.dropLast(value.count) + "\(number * 2)"
        }.joined(separator: "\n") + "\n"
    }

    /// The names of its series.
    static func names(_ text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
                String($0.prefix { $0 != "{" && $0 != " " })
            })
    }
}
