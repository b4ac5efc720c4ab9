import LoadEngine

/// What a request carries, and as what type it is sent (RFC 9110 §8.3).
struct RequestBody {
    var body: EventStreamPlan.Body
    /// Nil without a body.
    var contentType: String?

    static let json = "application/json"
    /// What curl sends data as when it is told no type.
    static let form = "application/x-www-form-urlencoded"

    static let none = RequestBody(body: .none, contentType: nil)

    /// Asks for a short chat completion, streamed, with the count of its tokens at the end.
    static let chatCompletion = """
        {"model":"default","messages":[{"role":"user","content":"Count from one to twenty."}],"stream":true,\
        "stream_options":{"include_usage":true}}
        """

    init(body: EventStreamPlan.Body, contentType: String?) {
        self.body = body
        self.contentType = contentType
    }

    init(_ template: MessageTemplate) {
        var start: [UInt8] = []
        if case .literal(let bytes) = template.pieces.first { start = bytes }
        self.init(
            body: template.pieces.isEmpty ? .bytes([]) : .template(template),
            contentType: Self.type(startingWith: start))
    }

    init(_ bytes: [UInt8]) { self.init(body: .bytes(bytes), contentType: Self.type(startingWith: bytes)) }

    /// Past the blanks of RFC 8259 §2, a brace or bracket begins what can only be JSON.
    private static func type(startingWith bytes: [UInt8]) -> String {
        let first = bytes.first { !"\t\n\r ".utf8.contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? json : form
    }
}
