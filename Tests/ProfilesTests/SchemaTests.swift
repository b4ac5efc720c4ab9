import Foundation
import Profiles
import Testing

@Suite("The schema of profiles")
struct SchemaTests {
    private static let file = ProfileTexts.folder.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "schemas/profile.schema.json")

    /// `UPDATE_GOLDENS=1` writes the file anew, for a person to read the difference.
    @Test("the schema in the repository is the one that the model makes")
    func golden() throws {
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            try Data(ProfileSchema.json.utf8).write(to: Self.file)
        }
        #expect(try String(contentsOf: Self.file, encoding: .utf8) == ProfileSchema.json)
    }

    @Test("every definition is referred to, and every reference is defined")
    func references() throws {
        let text = ProfileSchema.json
        let referred = Set(text.matches(of: /#\/\$defs\/(\w+)/).map { String($0.output.1) })
        let root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let defined = Set((root?["$defs"] as? [String: Any] ?? [:]).keys)
        #expect(referred == defined)
        #expect(defined.contains("step"))
    }
}
