import Testing
import Timing

@Suite("JSON paths")
struct JSONPathTests {
    private static func key(_ text: String) -> JSONPath.Step { .key(Array(text.utf8)) }

    @Test(
        "a path is a top-level key, or $ and steps",
        arguments: [
            ("id", [key("id")]), ("a.b", [key("a.b")]), ("$", []), ("$.a.b", [key("a"), key("b")]),
            ("$.a[0].b", [key("a"), .index(0), key("b")]), ("$[12][3]", [.index(12), .index(3)]),
            ("$['a.b'].c", [key("a.b"), key("c")]), ("$['']", [key("")]), ("$.größe", [key("größe")]),
        ])
    func parsed(text: String, steps: [JSONPath.Step]) throws {
        let path = try JSONPath.parse(text)
        #expect(path.steps == steps)
        #expect(path.description == text)
    }

    @Test(
        "a path that leads nowhere is refused in words",
        arguments: [
            ("", "a field is missing; expected a top-level key or a path such as $.data.id"),
            ("$.", "'$.' has a '.' with no name after it"),
            ("$.a..b", "'$.a..b' has a '.' with no name after it"),
            ("$a", "'$a' has 'a' where '.name', '[0]' or '['name']' could follow"),
            ("$[", "'$[' has a '[' that is never closed by ']'"),
            ("$[x]", "'$[x]' has '[x]'; expected an index from 0, or a name in quotes"),
            ("$[-1]", "'$[-1]' has '[-1]'; expected an index from 0, or a name in quotes"),
            ("$[]", "'$[]' has '[]'; expected an index from 0, or a name in quotes"),
            ("$['a", "'$['a' has a \"['\" that is never closed by \"']\""),
            ("$[0]a", "'$[0]a' has 'a' where '.name', '[0]' or '['name']' could follow"),
        ])
    func refused(text: String, message: String) {
        #expect(throws: TextError(message)) { try JSONPath.parse(text) }
    }
}
