import ArgumentParser
import Testing

@testable import StreamLoad

@Suite("Which results are compared")
struct CompareCommandTests {
    @Test(
        "two results are before and after; of more, -- stands between them",
        arguments: [
            (["a", "b"], ["a"], ["b"]), (["a", "--", "b"], ["a"], ["b"]), (["a", "b", "--", "c"], ["a", "b"], ["c"]),
            (["--fail-if", "x", "a", "--", "b", "--"], ["a"], ["b", "--"]),
        ])
    func sidesAreTold(arguments: [String], base: [String], new: [String]) throws {
        let command = try CompareCommand.parse(arguments)
        let sides = try #require(CompareCommand.sides(of: command.results, in: ["compare"] + arguments))
        #expect(sides == (base, new))
    }

    @Test(
        "a side without results is a mistake",
        arguments: [["a"], ["a", "b", "c"], ["--", "a", "b"], ["a", "b", "--"]])
    func sideIsMissing(arguments: [String]) throws {
        let command = try CompareCommand.parse(arguments)
        #expect(CompareCommand.sides(of: command.results, in: ["compare"] + arguments) == nil)
    }
}
