/// The reference of the profile language: every key of every mapping, made from the schema, which the reader's own tables
/// make. `docs/profiles.md` holds it.
package enum ProfileReference {
    package static var markdown: String {
        var sections = ReferenceSections()
        sections.add(Profile.object.schema.value, at: "the file")
        sections.addSteps(Verb.all.map(\.schema.value))
        return sections.sections.map(text).joined(separator: "\n")
    }

    /// The names of the sections, in their order.
    static var names: [String] {
        var sections = ReferenceSections()
        sections.add(Profile.object.schema.value, at: "the file")
        sections.addSteps(Verb.all.map(\.schema.value))
        return sections.sections.map(\.name)
    }

    private static func text(_ section: ReferenceSections.Section) -> String {
        var lines = ["### \(section.name)", ""]
        lines.append("Stands \(section.places.map { "at \($0)" }.joined(separator: ", ")).")
        if let example = ReferenceExamples.all[section.name] {
            lines += ["", "```yaml"] + example.text.split(separator: "\n").map(String.init) + ["```"]
        }
        lines += ["", "| key | value | what it is | otherwise |", "|---|---|---|---|"]
        lines += section.rows.map { row in
            "| `\(row.key)` | \(row.type) | \(cell(row.meaning)) | \(row.isRequired ? "required" : cell(row.standard)) |"
        }
        if !section.choices.isEmpty { lines += [""] + section.choices.map { "\($0)." } }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
