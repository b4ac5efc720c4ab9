import Foundation
import Testing

@testable import Profiles

@Suite("The reference of profiles")
struct ReferenceTests {
    private static let file = ProfileTexts.folder.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/profiles.md")

    private static let begin = "<!-- The keys: made by `UPDATE_GOLDENS=1 swift test --filter ReferenceTests`. -->\n\n"
    private static let end = "\n<!-- The end of the keys. -->"

    /// `UPDATE_GOLDENS=1` writes the part of the file anew, for a person to read the difference.
    @Test("the keys in the reference are those that the model has")
    func golden() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let start = try #require(text.firstRange(of: Self.begin)?.upperBound)
        let rest = try #require(text[start...].firstRange(of: Self.end)?.lowerBound)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            let new = text[..<start] + ProfileReference.markdown + text[rest...]
            try Data(new.utf8).write(to: Self.file)
            return
        }
        #expect(text[start..<rest] == ProfileReference.markdown)
    }

    @Test("every mapping of the language has an example, and every example belongs to one")
    func complete() {
        #expect(Set(ProfileReference.names) == Set(ReferenceExamples.all.keys))
        #expect(Set(ProfileReference.names).count == ProfileReference.names.count)
    }

    @Test("every example is a valid part of a profile", arguments: ReferenceExamples.all.keys.sorted())
    func valid(name: String) throws {
        let example = try #require(ReferenceExamples.all[name])
        let pem = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n"
        let files = [
            "authority.pem": pem, "client.pem": pem, "client.key": pem, "accounts.csv": "name,password\nada,secret\n",
        ]
        #expect(ProfileTexts.mistakes(ReferenceExamples.profile(of: example), files: files) == [])
    }

    /// What stands in `yaml` blocks and is a whole profile.
    private static func profiles(in text: some StringProtocol) -> [String] {
        let blocks = text.split(separator: "```").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        return blocks.filter { $0.hasPrefix("yaml\n") && $0.contains("\nscenarios:") }.map { String($0.dropFirst(5)) }
    }

    @Test("every profile in the text around the keys, and in the README, is valid")
    func prose() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let start = try #require(text.firstRange(of: Self.begin)?.lowerBound)
        let own = Self.profiles(in: text[..<start])
        #expect(own.count == 3)
        let folder = Self.file.deletingLastPathComponent().deletingLastPathComponent()
        let readme = Self.profiles(in: try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8))
        #expect(readme.count == 2)
        for profile in own + readme {
            let files = ["accounts.csv": "username,password\nada,secret\n"]
            #expect(ProfileTexts.mistakes(profile, files: files) == [], "\(profile)")
        }
    }
}
