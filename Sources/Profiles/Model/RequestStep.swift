package import Timing

/// One HTTP request and what its reply must be.
package struct RequestStep: Sendable {
    package enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
        case head = "HEAD"
        case options = "OPTIONS"

        /// As a verb of a step.
        var word: String { rawValue.lowercased() }
    }

    package let method: Method
    package fileprivate(set) var address: ServiceAddress?
    /// Under which it is reported; the method and path where it has none.
    package fileprivate(set) var name: String?
    package fileprivate(set) var service: String?
    package fileprivate(set) var headers: [Named<TextTemplate>] = []
    package fileprivate(set) var query: [Named<TextTemplate>] = []
    package fileprivate(set) var json: TypedValue?
    package fileprivate(set) var form: [Named<TextTemplate>]?
    package fileprivate(set) var body: TextTemplate?
    package fileprivate(set) var basic: BasicCredentials?
    package fileprivate(set) var bearer: TextTemplate?
    package fileprivate(set) var timeout: Nanoseconds?
    package fileprivate(set) var expectedStatuses: [Int] = []
    package fileprivate(set) var checks: [Named<Condition>] = []
    package fileprivate(set) var counters: [Named<Condition>] = []
    package fileprivate(set) var rates: [Named<Condition>] = []
    package fileprivate(set) var captures: [Named<Capture>] = []
    /// Whether a failure ends the iteration.
    package fileprivate(set) var isRequired = false

    private init(_ method: Method) { self.method = method }

    static func object(_ method: Method) -> ObjectForm<RequestStep> {
        ObjectForm(
            noun: "\(method.word) step", empty: RequestStep(method),
            keys: [
                Key(method.word, \.address, .address, "the URL", isRequired: true),
                Key(
                    "name", \.name, .stepName, "what rows, tags and thresholds call it",
                    standard: "its method and path, as in GET /api/items"
                ),
                Key(
                    "service", \.service, .serviceName, "the service that grades count it for",
                    standard: "the scenario's"),
                Key("headers", \.headers, .headers, "headers by name"),
                Key("query", \.query, .fields, "query items by name"),
                Key("json", \.json, .value, "a body sent as JSON, its values typed"),
                Key("form", \.form, .fields, "a body of form fields by name"),
                Key("body", \.body, .template, "a body as text"),
                Key("basic", \.basic, BasicCredentials.object.form, "credentials of RFC 7617"),
                Key("bearer", \.bearer, .template, "a token of RFC 6750"),
                Key("timeout", \.timeout, .positiveDuration, "the longest wait for the whole reply", standard: "60s"),
                Key("expect", \.expectedStatuses, statuses, "the statuses that are no failure", standard: "100 to 399"),
                Key("check", \.checks, .conditions, "conditions that are counted, by name"),
                Key("count", \.counters, .counters, "counters of yours with what they count"),
                Key("rate", \.rates, .rates, "rates of yours with what must hold"),
                Key("capture", \.captures, .captures, "variables with what they capture of the reply"),
                Key("required", \.isRequired, .flag, "whether a failure ends the iteration", standard: "false"),
            ],
            choices: [.atMostOne(of: "json", "form", "body"), .atMostOne(of: "basic", "bearer")],
            rule: { request, object, reading in
                guard method == .head || method == .get else { return }
                for key in ["json", "form", "body"] where object.has(key) && method == .head {
                    reading.complain(object.place(of: key), "'\(key)' contradicts 'head': a HEAD request has no body")
                }
            })
    }

    private struct Expectation: Sendable {
        var statuses: [Int] = []
    }

    private static let statuses = ObjectForm(
        noun: "expect", empty: Expectation(),
        keys: [
            Key(
                "status", \.statuses, Form<[Int]>.oneOrMore(of: .status, expected: "a status, or a list of them"),
                "a status, or a list of them", isRequired: true)
        ]
    ).form.map { $0.statuses }
}

/// A user and password (RFC 7617).
package struct BasicCredentials: Sendable, Equatable {
    package fileprivate(set) var username = TextTemplate(pieces: [])
    package fileprivate(set) var password = TextTemplate(pieces: [])

    static let object = ObjectForm(
        noun: "basic", empty: BasicCredentials(),
        keys: [
            Key("username", \.username, .template, "who logs in", isRequired: true),
            Key("password", \.password, .template, "with what", isRequired: true),
        ])
}

extension Form<[Named<TextTemplate>]> {
    static let fields = Form.table(of: Form<TextTemplate>.template, expected: "names with their values")

    /// Field names are tokens (RFC 9110 §5.6.2).
    static let headers = Form(schema: fields.schema) { node, reading in
        guard let headers = fields.read(node, reading) else { return nil }
        for header in headers where !isToken(header.name) {
            reading.complain(header.place, "'\(header.name)' is not a header name; expected a token such as X-Api-Key")
        }
        for header in headers where header.value.holdsLineEnd {
            reading.complain(
                header.place, "the value of '\(header.name)' holds a line end, which would begin another header")
        }
        return headers
    }

    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte | 0x20 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"): true
                default: "-!#$%&'*+.^_`|~0123456789".utf8.contains(byte)
                }
            }
    }
}

extension Form<[Named<Condition>]> {
    static let conditions = Form.table(
        of: Form<Condition>.condition, expected: "names with conditions, as in { ok: \"status == 200\" }")
    static let counters = defining(.counter)
    static let rates = defining(.rate)

    /// Conditions whose names are metrics.
    private static func defining(_ kind: NameRegister.Kind) -> Form {
        Form(schema: conditions.schema) { node, reading in
            guard let conditions = conditions.read(node, reading) else { return nil }
            for condition in conditions {
                if !VariableTable.isName(condition.name) {
                    reading.complain(
                        condition.place,
                        "'\(condition.name)' is not a metric name; expected letters, digits and underscores")
                }
                reading.names.define(condition.name, as: kind, at: condition.place, reading)
            }
            return conditions
        }
    }
}

extension Form<String> {
    static let stepName = defining(.step)
    static let serviceName = defining(.service)

    /// A text that is then known as a name.
    private static func defining(_ kind: NameRegister.Kind) -> Form {
        Form(schema: words.schema) { node, reading in
            guard let name = words.read(node, reading) else { return nil }
            reading.names.define(name, as: kind)
            return name
        }
    }
}
