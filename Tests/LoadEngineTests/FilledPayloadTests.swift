import Foundation
import Testing
import Timing

@testable import LoadEngine
@testable import Profiles

@Suite("Filled payloads")
struct FilledPayloadTests {
    @Test(
        "values inside JSON keep their type, and texts are escaped",
        arguments: [
            ("{ a: 1, b: 1.50, c: true, d: null, e: [1, x] }", #"{"a":1,"b":1.50,"c":true,"d":null,"e":[1,"x"]}"#),
            (#"{ "q\"k": 'say "hi"' }"#, #"{"q\"k":"say \"hi\""}"#),
            ("{ n: '1', m: '{{number}}' }", #"{"n":"1","m":"42"}"#),
            ("{ t: 'Bearer {{token}}' }", #"{"t":"Bearer a\"b\\\nc"}"#), ("{ v: '{{quoted}}' }", #"{"v":"say \"x\""}"#),
            ("[]", "[]"), ("{ a: {}, b: [[]] }", #"{"a":{},"b":[[]]}"#), ("'{{user}}'", #""5""#),
        ])
    func json(yaml: String, expected: String) throws {
        let holes = try UserTexts.holes(captures: ["token", "number"], variables: ["quoted": #"say "x""#])
        let values = UserValues(user: 5, scenario: 0, holes: holes)
        values["token"] = "a\"b\\\nc"
        values["number"] = "42"
        var random = FastRandom(seed: 1)
        let payload = FilledPayload(json: try UserTexts.value(yaml), holes)
        #expect(payload.isJSON)
        #expect(try payload.text(values, random: &random) == expected)
        #expect(try payload.bytes(values, random: &random) == Array(expected.utf8))
    }

    @Test("a text payload is as it is written")
    func text() throws {
        let holes = try UserTexts.holes(captures: ["token"])
        let values = UserValues(user: 5, scenario: 0, holes: holes)
        values["token"] = "\"\n"
        var random = FastRandom(seed: 1)
        let payload = FilledPayload(.text(try .parse("<{{token}}>")), holes)
        #expect(!payload.isJSON)
        #expect(try payload.text(values, random: &random) == "<\"\n>")
    }

    @Test("whatever is captured, the body is JSON that holds it", arguments: 0..<20)
    func anyCapture(seed: UInt64) throws {
        let holes = try UserTexts.holes(captures: ["v"])
        let values = UserValues(user: 0, scenario: 0, holes: holes)
        let payload = FilledPayload(
            json: try UserTexts.value("{ a: 'x{{v}}', b: ['{{v}}', '{{id}}', '{{text 30}}'] }"), holes)
        var random = FastRandom(seed: seed)
        for _ in 0..<50 {
            let scalars = (0..<Int(random.below(20))).compactMap { _ in
                Unicode.Scalar(UInt32(random.below(random.below(2) == 0 ? 0x80 : 0x11_0000)))
            }
            let text = String(String.UnicodeScalarView(scalars))
            values["v"] = text
            let bytes = try payload.bytes(values, random: &random)
            let root = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
            #expect(root?["a"] as? String == "x" + text, "seed \(seed)")
            #expect((root?["b"] as? [Any])?.first as? String == text, "seed \(seed)")
        }
    }

    @Test("a message keeps its places, and the user's values stand in it")
    func messageTemplate() throws {
        let holes = try UserTexts.holes(captures: ["token"], variables: ["kind": "ping"])
        let values = UserValues(user: 0, scenario: 0, holes: holes)
        let own = FilledPayload(json: try UserTexts.value("{ k: '{{kind}}', id: '{{id}}', t: '{{token}}' }"), holes)
        #expect(own.sharedTemplate == nil)
        #expect(throws: UnfilledHole(name: "token")) { try own.messageTemplate(values) }
        values["token"] = "a\"b"
        #expect(
            try own.messageTemplate(values)
                == MessageTemplate(pieces: [
                    .literal(Array(#"{"k":"ping","id":""#.utf8)), .id, .literal(Array(#"","t":"a\"b"}"#.utf8)),
                ]))
        let shared = FilledPayload(.text(try .parse("{{kind}} {{seq}} {{text 4}}")), holes)
        let template = MessageTemplate(pieces: [
            .literal(Array("ping ".utf8)), .sequence, .literal(Array(" ".utf8)), .text(4),
        ])
        #expect(shared.sharedTemplate == template)
        #expect(try shared.messageTemplate(values) == template)
    }
}
