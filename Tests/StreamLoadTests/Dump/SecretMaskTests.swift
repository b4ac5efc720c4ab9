import Testing
import Timing

@testable import StreamLoad

@Suite("Secrets of what is shown of a run")
struct SecretMaskTests {
    @Test(
        "the value behind a secret's name is hidden, whatever the format",
        arguments: [
            (#"{"username":"ada","password":"hunter2"}"#, #"{"username":"ada","password":"***"}"#),
            (#"{ "access_token" : "a.b\"c" , "n": 1 }"#, #"{ "access_token" : "***" , "n": 1 }"#),
            (#"{"token":17,"n":1}"#, #"{"token":***,"n":1}"#),
            (#"{"cookies":["a",{"b":"]"}],"n":1}"#, #"{"cookies":***,"n":1}"#),
            (#"{"outer":{"api_key":"abc"}}"#, #"{"outer":{"api_key":"***"}}"#),
            (#"{"to\u006ben":"abc"}"#, #"{"to\u006ben":"***"}"#),
            (#"{"token of mine":"abc"}"#, #"{"token of mine":"***"}"#),
            (#"{"text":"{\"token\":\"a b\",\"n\":1}"}"#, #"{"text":"{\"token\":\"***\",\"n\":1}"}"#),
            (#"{"token":"cut he"#, #"{"token":"***"#),
            ("{'token': 'abc'}", "{'token': '***'}"),
            ("user=ada&password=hunter2&n=1", "user=ada&password=***&n=1"),
            ("access%5Ftoken=abc", "access%5Ftoken=***"),
            ("ws://host/path?channel=a&token=abc#x", "ws://host/path?channel=a&token=***"),
            ("<password>hunter2</password>", "<password>***</password>"),
            ("login\npasswd: hunter2\nn: 1", "login\npasswd: ***\nn: 1"),
            ("session=abc; Path=/; HttpOnly", "session=***; Path=/; HttpOnly"),
            ("sent Bearer abcdefghi.j to it", "sent Bearer *** to it"),
            ("is eyJhbGciOi.eyJzdWIi.c2ln a word", "is *** a word"),
            ("a bearer bond, and tokens of thanks", "a bearer bond, and tokens of thanks"),
            (#"{"username":"ada","n":[1,2]}"#, #"{"username":"ada","n":[1,2]}"#),
            ("", ""),
        ])
    func byName(text: String, shown: String) {
        var mask = SecretMask()
        #expect(mask.masked(text) == shown)
    }

    @Test("a secret that is known is hidden wherever it appears, in the forms of URLs and of JSON too")
    func known() {
        var mask = SecretMask(knowing: ["a/b+c \"d\""])
        #expect(mask.masked(#"is a/b+c "d" here"#) == "is *** here")
        #expect(mask.masked("/x/a%2Fb%2Bc%20%22d%22/y") == "/x/***/y")
        #expect(mask.masked("q=a%2Fb%2Bc+%22d%22") == "q=***")
        #expect(mask.masked(#"{"x":"a\/b+c \"d\""}"#) == #"{"x":"***"}"#)
    }

    @Test("of two secrets of which one begins like the other, nothing is left")
    func prefix() {
        var mask = SecretMask(knowing: ["abcd", "abcdef"])
        #expect(mask.masked("abcdef abcd") == "*** ***")
    }

    @Test("what was sent as a secret is hidden when it comes back; what was received under such a name is not learnt")
    func echoed() {
        var mask = SecretMask()
        _ = mask.masked(Array(#"{"password":"hunter2"}"#.utf8), isOurs: true)
        _ = mask.masked(Array(#"{"author":"Ada Lovelace"}"#.utf8), isOurs: false)
        #expect(mask.masked("no user with hunter2, says Ada Lovelace") == "no user with ***, says Ada Lovelace")
    }

    @Test("what is too short to be a secret spoils nothing")
    func short() {
        var mask = SecretMask(knowing: ["1", "on"])
        #expect(mask.masked("1 on 10") == "1 on 10")
    }

    @Test(
        "of a header that carries a secret the scheme is shown at most",
        arguments: [
            ("Authorization", "Bearer abcdef", "Bearer ***"), ("Authorization", "abcdef", "***"),
            ("Cookie", "id=abcdef; theme=dark", "***"), ("X-Api-Key", "abcdef", "***"), ("Accept", "*/*", "*/*"),
            ("Location", "/in?token=abcdef", "/in?token=***"),
        ])
    func fields(name: String, value: String, shown: String) {
        var mask = SecretMask()
        #expect(mask.masked(field: name, value, isOurs: true) == shown)
        #expect(!mask.masked("again abcdef").contains("abcdef") || value == "*/*")
    }

    @Test("bytes that are no text are shown unless they name a secret, or hold one")
    func binary() {
        let mask = SecretMask(knowing: ["hunter2"])
        #expect(mask.allows(binary: [0, 1, 2, 255]))
        #expect(!mask.allows(binary: [0] + Array("hunter2".utf8)))
        #expect(!mask.allows(binary: [0] + Array("Token".utf8)))
    }

    @Test("no text makes the scanner fail, and none without a name loses a byte", arguments: 0..<200)
    func scannerIsTotal(seed: UInt64) {
        var random = FastRandom(seed: seed)
        let pieces = [
            "\"", "'", "\\", "{", "}", "[", "]", ":", "=", ">", "token", "a", " ", "%5F", "\\u00", "Bearer ", "é",
        ]
        let text = (0..<60).map { _ in pieces[Int(random.below(UInt64(pieces.count)))] }.joined()
        var mask = SecretMask()
        let shown = mask.masked(text)
        if !text.contains("token"), !text.contains("Bearer") { #expect(shown == text) }
    }
}
