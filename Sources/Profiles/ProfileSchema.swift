/// The JSON Schema of profiles (draft 2020-12), for editors. It is made from the same tables as the reader, and says less:
/// names that must be known, and stages that must be whole, are the reader's alone.
package enum ProfileSchema {
    package static var json: String {
        let root = Profile.object.schema
        let head: [(key: String, value: Schema.Value)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("$id", .text("https://streamload.invalid/schemas/profile.schema.json")),
            ("title", .text("streamload profile")),
        ]
        let all = Schema(head + root.members).adding("$defs", .object(definitions.map { ($0.key, $0.value.value) }))
        return all.json + "\n"
    }

    /// What is referred to by name.
    private static var definitions: [(key: String, value: Schema)] {
        [
            ("step", Verb.schema)
        ] + Quantities.definitions
    }
}
