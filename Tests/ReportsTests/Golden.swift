import Foundation
import Testing

/// Text that a person has read once and that must not change unseen. `UPDATE_GOLDENS=1` writes it anew; the diff is for
/// a person to read again.
enum Golden {
    static func expect(_ text: String, matches name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name).txt")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            try Data((text + "\n").utf8).write(to: file)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(text + "\n" == golden, sourceLocation: sourceLocation)
    }
}
