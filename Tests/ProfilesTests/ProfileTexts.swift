import Foundation
import Profiles
import Timing

/// Profiles for tests: read from texts and from `Fixtures`.
enum ProfileTexts {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static let fixtures = ["chat-ramp", "every-word", "streaming", "token-authentication", "token-stream"]

    /// Reads a text as `test.yaml`, with files beside it.
    static func read(
        _ text: String, settings: [String: String] = [:], environment: [String: String] = [:],
        files: [String: String] = [:]
    ) -> Result<Profile, ProfileRejection> {
        let surroundings = ProfileSurroundings(settings: settings, environment: environment) { path in
            files[path].map { .success(Array($0.utf8)) } ?? .failure(TextError("No such file or directory"))
        }
        return ProfileReader.read(Array(text.utf8), file: "test.yaml", in: surroundings)
    }

    /// What is wrong with a text, a line each; empty when it is valid.
    static func mistakes(_ text: String, files: [String: String] = [:]) -> [String] {
        switch read(text, files: files) {
        case .success: []
        case .failure(let rejection): rejection.diagnostics.map(\.description)
        }
    }

    static func fixture(_ name: String, environment: [String: String] = [:]) throws -> Profile {
        let file = folder.appending(path: "\(name).yaml")
        let surroundings = ProfileSurroundings(environment: environment) { path in
            FileManager.default.contents(atPath: path).map { .success(Array($0)) }
                ?? .failure(TextError("No such file or directory"))
        }
        return try ProfileReader.read(Array(Data(contentsOf: file)), file: file.path, in: surroundings).get()
    }
}
