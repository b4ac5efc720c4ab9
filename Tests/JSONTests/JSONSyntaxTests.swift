import Foundation
import JSON
import Testing
import Timing

@Suite("Whether bytes are a JSON text")
struct JSONSyntaxTests {
    @Test(
        "what RFC 8259 allows is valid, and nothing else",
        arguments: [
            ("{}", true), ("[]", true), (" [ ] ", true), ("null", true), ("0", true), ("-0.5e+10", true),
            (#"{"a":{"b":[1,{"c":[]}]},"d":"e"}"#, true), (#""\u00e9\ud83d\ude00""#, true), ("[[],[],{}]", true),
            ("", false), (" ", false), ("{", false), ("}", false), ("[1,]", false), ("[,1]", false), (#"{"a"}"#, false),
            (#"{"a":}"#, false), (#"{"a":1,}"#, false), ("{1:2}", false), ("[1 2]", false), ("[1}", false),
            (#"{"a":1]"#, false), ("01", false), ("1.", false), ("+1", false), ("nul", false), ("nulls", false),
            ("{} {}", false), (#""a"#, false), (#""\q""#, false), (#""\ud83d""#, false), ("\"a\nb\"", false),
            ("'a'", false), ("NaN", false),
        ])
    func table(text: String, isValid: Bool) {
        #expect(JSONSyntax.isValid(Array(text.utf8).span) == isValid)
    }

    @Test("broken texts are found broken as Foundation finds them", arguments: 0..<50)
    func agreesWithFoundation(seed: UInt64) {
        var random = FastRandom(seed: seed)
        let letters = Array(#"{}[]:,"\u0a1-.e tn"#.utf8)
        for _ in 0..<200 {
            let bytes = (0..<Int(random.below(12))).map { _ in letters[Int(random.below(UInt64(letters.count)))] }
            let isJSON = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
            #expect(JSONSyntax.isValid(bytes.span) == isJSON, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test("nesting is followed to a depth of 512 and no further", arguments: [(512, true), (513, false)])
    func depth(depth: Int, isValid: Bool) {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(JSONSyntax.isValid(Array(text.utf8).span) == isValid)
    }
}
