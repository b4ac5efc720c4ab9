import Foundation
import Reports
import Testing

@Suite("Result files")
struct FileWriterTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "streamload-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    @Test("a file is replaced whole, and nothing is left beside it")
    func fileIsReplaced() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "result.json").path()
        for text in ["first, and longer", "second"] {
            try FileWriter.write(Array(text.utf8), to: path)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["result.json"])
    }

    @Test("an unwritable path is named with the system's reason")
    func unwritableIsNamed() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let missing = folder.appending(path: "missing/result.json").path()
        let error = #expect(throws: WriteError.self) { try FileWriter.write([1], to: missing) }
        #expect(error?.description == "cannot write \(missing): No such file or directory")
        let taken = #expect(throws: WriteError.self) { try FileWriter.write([1], to: folder.path()) }
        #expect(taken?.reason == "Is a directory")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()).isEmpty)
    }

    @Test("a full disk is an error, and a device is written to, never replaced")
    func deviceStays() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let error = #expect(throws: WriteError.self) { try FileWriter.write([1], to: "/dev/full") }
        #expect(error?.description == "cannot write /dev/full: No space left on device")
        try FileWriter.write([1], to: "/dev/null")
        let facts = try FileManager.default.attributesOfItem(atPath: "/dev/null")
        #expect(facts[.type] as? FileAttributeType == .typeCharacterSpecial)
    }
}
