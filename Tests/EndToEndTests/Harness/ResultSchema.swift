import Foundation
import Synchronization

/// The schema of results, and one process that checks against it, run by run, as long as the tests last.
enum ResultSchema {
    private struct Checker {
        let program: Program
        var answers = 0
    }

    private static let checker = Mutex<Checker?>(nil)

    /// What is wrong first with the result in a file; nil when it is as the schema says.
    ///
    /// - Throws: when the checker does not answer.
    static func mistake(in file: String) throws -> String? {
        try checker.withLock { checker in
            var current = try checker ?? Checker(program: start())
            let expected = current.answers + 1
            current.program.tell(file)
            try current.program.waitForOutput("the schema's verdict on \(file)") { output, _ in
                output.count(where: \.isNewline) == expected
            }
            current.answers = expected
            checker = current
            let answer = current.program.output.split(separator: "\n").last.map(String.init)
            return answer == "valid" ? nil : answer
        }
    }

    private static func start() throws -> Program {
        let schema = Project.root.appending(path: "schemas/result.schema.json").path
        return try Program(Project.python, [Project.peer("result_checker.py"), schema])
    }
}
