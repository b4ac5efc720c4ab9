import Foundation
import JSON
import Testing
import Timing

/// Properties over random texts; every failure prints the seed that repeats it.
@Suite("Looking into JSON, whatever it is")
struct JSONScannerLawTests {
    private static let paths = ["id", "$", "$.a.b", "$[0]", "$.a[1].id", "$[2][0].b"]

    @Test("no bytes make it trap", arguments: [1, 2, 3] as [UInt64])
    func garbage(seed: UInt64) throws {
        var random = FastRandom(seed: seed)
        let alphabet = Array(#"{}[]":,\u0123456789.eE+-truefalsn abid"#.utf8) + [0x00, 0x80, 0xFF]
        let paths = try Self.paths.map(JSONPath.parse)
        for _ in 0..<20_000 {
            let bytes = (0..<Int(random.below(60))).map { _ in alphabet[Int(random.below(UInt64(alphabet.count)))] }
            for path in paths { check(path, bytes, seed) }
        }
    }

    @Test("no cut and no flipped byte of a valid text makes it trap", arguments: [4, 5] as [UInt64])
    func damaged(seed: UInt64) throws {
        var random = FastRandom(seed: seed)
        let paths = try Self.paths.map(JSONPath.parse)
        for _ in 0..<300 {
            var bytes = Array(try JSONSerialization.data(withJSONObject: ["a": randomJSON(&random, depth: 3)]))
            for end in bytes.indices { for path in paths { check(path, Array(bytes[..<end]), seed) } }
            bytes[Int(random.below(UInt64(bytes.count)))] = UInt8(truncatingIfNeeded: random.next())
            for path in paths { check(path, bytes, seed) }
        }
    }

    @Test("every value of a valid text is what Foundation reads there", arguments: [6, 7, 8] as [UInt64])
    func agreesWithFoundation(seed: UInt64) throws {
        var random = FastRandom(seed: seed)
        for _ in 0..<300 {
            let root = ["root": randomJSON(&random, depth: 4)]
            let options: JSONSerialization.WritingOptions = random.below(2) == 0 ? [] : [.prettyPrinted]
            let bytes = Array(try JSONSerialization.data(withJSONObject: root, options: options))
            try compare(root, at: "$", in: bytes, seed)
        }
    }

    private func check(_ path: JSONPath, _ bytes: [UInt8], _ seed: UInt64) {
        if let value = JSONScanner.value(at: path, in: bytes) {
            #expect(value.range.upperBound <= bytes.count, "seed \(seed): \(bytes)")
        }
        _ = JSONScanner.integer(at: path, in: bytes)
        _ = JSONScanner.unixMilliseconds(at: path, in: bytes)
        _ = JSONScanner.reads("ab", at: path, in: bytes)
    }

    private func compare(_ expected: Any, at text: String, in bytes: [UInt8], _ seed: UInt64) throws {
        let path = try JSONPath.parse(text)
        let value = try #require(JSONScanner.value(at: path, in: bytes), "seed \(seed): \(text)")
        switch expected {
        case let object as [String: Any]:
            #expect(value.kind == .object)
            for (key, inner) in object { try compare(inner, at: "\(text)['\(key)']", in: bytes, seed) }
        case let array as [Any]:
            #expect(value.kind == .array)
            for (index, inner) in array.enumerated() { try compare(inner, at: "\(text)[\(index)]", in: bytes, seed) }
        case let string as String:
            #expect(JSONScanner.reads(string, at: path, in: bytes), "seed \(seed): \(text) \(string)")
        case let number as Int: #expect(JSONScanner.integer(at: path, in: bytes) == number, "seed \(seed)")
        case let number as Double: #expect(JSONScanner.double(at: path, in: bytes) == number, "seed \(seed)")
        default: #expect(value.kind == .null, "seed \(seed)")
        }
    }

    private func randomJSON(_ random: inout FastRandom, depth: Int) -> Any {
        switch random.below(depth == 0 ? 4 : 6) {
        case 0: return Int(bitPattern: UInt(random.next())) >> Int(random.below(60))
        case 1: return (random.unit() - 0.5) * 1e6 + 0.25
        case 2: return randomText(&random)
        case 3: return NSNull()
        case 4: return (0..<random.below(4)).map { _ in randomJSON(&random, depth: depth - 1) }
        default:
            var object: [String: Any] = [:]
            for _ in 0..<random.below(4) { object[randomText(&random)] = randomJSON(&random, depth: depth - 1) }
            return object
        }
    }

    private func randomText(_ random: inout FastRandom) -> String {
        let letters = Array("ab/\\\"\n\t\u{1}é😀 {}[]:,0")
        return String((0..<random.below(6)).map { _ in letters[Int(random.below(UInt64(letters.count)))] })
    }
}
