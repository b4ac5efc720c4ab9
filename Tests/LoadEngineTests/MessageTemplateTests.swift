import LoadEngine
import Testing
import Timing

@Suite("Message templates")
struct MessageTemplateTests {
    @Test("a text without places is itself")
    func plain() throws {
        #expect(try MessageTemplate.parse("hello").pieces == [.literal(Array("hello".utf8))])
        #expect(try MessageTemplate.parse("").pieces == [])
    }

    @Test(
        "every name is known, whatever the space around it",
        arguments: [
            ("{{id}}", .id), ("{{ id }}", .id), ("{{\tseq }}", .sequence), ("{{uuid}}", .uuid),
            ("{{timestamp}}", .timestamp), ("{{text 64}}", .text(64)), ("{{ text   64 }}", .text(64)),
            ("{{random 1 100}}", .random(1...100)), ("{{random -5 -5}}", .random(-5 ... -5)), ("{{user}}", .user),
        ] as [(String, MessageTemplate.Piece)])
    func names(text: String, piece: MessageTemplate.Piece) throws {
        #expect(try MessageTemplate.parse(text).pieces == [piece])
    }

    @Test("braces of JSON around a place stay text")
    func braces() throws {
        let template = try MessageTemplate.parse(#"{"a":{"b":{{seq}}}}"#)
        #expect(
            template.pieces == [.literal(Array(#"{"a":{"b":"#.utf8)), .sequence, .literal(Array("}}".utf8))])
    }

    private static let known =
        "message knows {{id}} {{seq}} {{uuid}} {{timestamp}} {{text 64}} {{random 1 100}} {{user}}"

    @Test(
        "a place that cannot be filled is refused with its column",
        arguments: [
            ("ab{{idd}}", "column 3: 'idd' is not a template name. Did you mean 'id'? A \(known)"),
            ("{{zebra}}", "column 1: 'zebra' is not a template name; a \(known)"),
            ("ä{{}}", "column 2: '{{}}' names nothing; a \(known)"),
            ("x{{id", "column 2: '{{' is never closed by '}}'"),
            ("{{id 5}}", "column 1: 'id' takes no argument, found '5'"),
            (
                "{{text}}",
                "column 1: 'text' takes its length, as in {{text 64}}, from 1 to 16777216; found nothing"
            ),
            ("{{text 0}}", "column 1: 'text' takes its length, as in {{text 64}}, from 1 to 16777216; found '0'"),
            (
                "{{random 5 1}}",
                "column 1: 'random' takes two whole numbers, the lower first, as in {{random 1 100}}; found '5 1'"
            ),
            ("{{text 16777216}}x", "a message of it could exceed 16777216 bytes, the largest size"),
        ])
    func refused(text: String, message: String) {
        #expect(throws: TextError(message)) { try MessageTemplate.parse(text) }
    }

    @Test("only a template with an id can be told apart")
    func carriesID() throws {
        #expect(try MessageTemplate.parse(#"{"id":"{{id}}"}"#).carriesID)
        #expect(try !MessageTemplate.parse("{{seq}}{{uuid}}").carriesID)
        #expect(MessageTemplate.standard().carriesID)
    }
}
