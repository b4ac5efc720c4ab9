/// The schemas of what is written as one scalar all over a profile, each defined once.
enum Quantities {
    private static let number = "[0-9]*\\.?[0-9]+"
    private static let unit = "(ns|us|µs|ms|s|m|h)"

    static let count = Schema.reference("count")
    static let duration = Schema.reference("duration")
    static let durationRange = Schema.reference("durationRange")
    static let milliseconds = Schema.reference("milliseconds")
    static let rate = Schema.reference("rate")
    static let share = Schema.reference("share")
    static let address = Schema.reference("address")
    static let condition = Schema.reference("condition")

    static let definitions: [(key: String, value: Schema)] = [
        ("count", .quantity("integer", "[0-9]+[kM]?")),
        ("duration", .quantity("number", "(\(number)\(unit))+|\(number)")),
        ("durationRange", .quantity("number", "\(number)\(unit)?( *- *\(number)\(unit)?)?")),
        ("milliseconds", .quantity("number", "\(number)\(unit)?")),
        ("rate", .quantity("number", "\(number)[kM]?(/[smh])?")),
        ("share", .quantity("number", "\(number)%?")),
        ("address", .text("embedded([/?].*)?|(ws|wss|http|https)://.+")),
        ("condition", .text("(status|time|body|header|json) .+")),
    ]
}
