import LoadEngine
import Timing
import WebServer

/// What somebody asks for in the page or by Locust's form; what is left out stays as it is.
struct LoadWish: Sendable, Equatable {
    var scenario: String?
    var connections: Int?
    /// Sessions per second.
    var connectRate: Double?
    /// Messages per second.
    var messageRate: Double?
    /// Arrivals per second.
    var arrivalRate: Double?

    private static let fields: Set<String> = ["scenario", "user_count", "spawn_rate", "message_rate", "arrival_rate"]

    init() {}

    /// - Throws: `TextError` when a field is none of these, is there twice, or is no number. What Locust's form leaves
    ///   empty beside its numbers is left out.
    init(_ form: [(name: String, value: String)]) throws(TextError) {
        var seen: Set<String> = []
        for (name, value) in form {
            guard seen.insert(name).inserted else { throw TextError("\(name) is there twice; expected it once") }
            guard !value.isEmpty else {
                guard Self.fields.contains(name), name != "scenario" else { continue }
                throw TextError("\(name) is empty; expected a number, or leave it out")
            }
            switch name {
            case "scenario": scenario = value
            case "user_count": connections = try Self.read(name, value, CountText.parse)
            case "spawn_rate": connectRate = try Self.read(name, value, RateText.parse)
            case "message_rate": messageRate = try Self.read(name, value, RateText.parse)
            case "arrival_rate": arrivalRate = try Self.read(name, value, RateText.parse)
            case "host", "run_time":
                throw TextError("\(name) is the command line's to say; leave it out")
            default:
                let hint = NearestWord.of(name, among: Array(Self.fields)).map { ". Did you mean '\($0)'?" } ?? ""
                throw TextError("'\(name)' is unknown\(hint)")
            }
        }
        if connectRate == 0 { throw TextError("spawn_rate: expected more than 0") }
    }

    private static func read<Value>(
        _ name: String, _ text: String, _ parse: (String) throws(TextError) -> Value
    ) throws(TextError) -> Value {
        do { return try parse(text) } catch { throw TextError("\(name): \(error.message)") }
    }

    var isEmpty: Bool { connections == nil && connectRate == nil && messageRate == nil && arrivalRate == nil }
}
