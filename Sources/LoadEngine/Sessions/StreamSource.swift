internal import HTTP
internal import LWSTransport
internal import SSEClient
internal import TLS
internal import Timing

/// What the event streams of one loop share: what they ask for, and where redirects lead. Confined to its loop's thread.
final class StreamSource {
    /// WHATWG Fetch §4.4: more redirects than this are a network error.
    static let redirectLimit = 20
    /// Bytes of an event type that reports show.
    private static let longestName = 64

    let plan: EventStreamPlan
    /// The data that ends a stream as a success, as UTF-8.
    let endMarker: ByteText?
    /// The type of the event that ends a stream as a success.
    let lastType: ByteText?
    /// Whether a stream ends by itself, so that the end of the run waits for it.
    let areBounded: Bool
    let lookups: NameLookups
    var longest = LongestWaits()
    private let own: SessionPlan
    private let fields: [(name: String, value: String)]
    private let body: MessageRenderer?
    private var otherTLS: TLSContext?
    /// Places of event types in the recorder's table, by a hash of their name.
    private var places: [UInt64: Int] = [:]

    init(_ plan: EventStreamPlan, of session: SessionPlan, seed: UInt64, lookups: NameLookups) {
        self.plan = plan
        own = session
        endMarker = (plan.until.data ?? (plan.format == .openai ? "[DONE]" : nil)).map(ByteText.init)
        lastType = plan.until.event.map(ByteText.init)
        areBounded = plan.until != EventStreamPlan.Until() || plan.format == .openai
        self.lookups = lookups
        var fields = (plan.fields + session.handshake.headers).map { (name: $0.name, value: $0.value) }
        if let authorization = own.url.authorization,
            !fields.contains(where: { $0.name.lowercased() == "authorization" })
        {
            fields.append((name: "Authorization", value: authorization))
        }
        self.fields = fields
        if case .template(let template) = plan.body {
            body = MessageRenderer(template: template, identity: MessageIdentity(seed: seed))
        } else {
            body = nil
        }
    }

    /// The request of one dial. After a redirect that changes the method (WHATWG Fetch §4.4: 303, and 301 or 302 for a
    /// POST), nothing is sent along; to another origin no credentials are.
    func request(
        to url: ServiceURL, call: SessionCall?, asGET: Bool, session: Int, stream: Int, lastEventID: [UInt8],
        random: inout FastRandom
    ) -> StreamRequest {
        let first = call?.url ?? own.url
        let isElsewhere = url.host != first.host || url.port != first.port || url.scheme != first.scheme
        let sent = (fields + (call?.fields ?? [])).filter { field in
            let name = field.name.lowercased()
            if isElsewhere, name == "host" || SecretText.isSecret(name: name) { return false }
            return !asGET || !name.hasPrefix("content-")
        }
        return StreamRequest(
            method: asGET ? "GET" : plan.method, pathAndQuery: url.pathAndQuery, host: url.hostHeader,
            format: plan.format.wire, fields: sent,
            body: asGET ? [] : call?.body ?? content(session: session, stream: stream, random: &random),
            lastEventID: lastEventID)
    }

    private func content(session: Int, stream: Int, random: inout FastRandom) -> [UInt8] {
        if case .bytes(let bytes) = plan.body { return bytes }
        guard let body else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: body.maximumLength) { buffer, count in
            // The renderer writes at most its maximal length, which is what was asked for.
            count = unsafe body.render(
                into: UnsafeMutableRawBufferPointer(buffer), session: session, index: stream, random: &random)
        }
    }

    /// The context for a URL: the loop's own, or one for a redirect from plain HTTP to HTTPS; nil for plain HTTP.
    ///
    /// - Throws: when there is none to be had: what was to be encrypted never goes out in the clear.
    func tls(for url: ServiceURL, own: TLSContext?) throws(DialFailure) -> TLSContext? {
        guard url.isSecure else { return nil }
        if let context = own ?? otherTLS { return context }
        do {
            otherTLS = try TLSContext(self.own.tls)
        } catch {
            throw .tls(error.description)
        }
        return otherTLS
    }

    /// The place of an event type in the recorder's table; found by a hash, so that no name is made for every event.
    func place(of type: Span<UInt8>, in recorder: (String) -> Int) -> Int {
        let key = ChannelKey.hash(type)
        if let place = places[key] { return place }
        let place = recorder(Self.name(of: type))
        // The table of the recorder is bounded; this one must be as well.
        if places.count < 4_096 { places[key] = place }
        return place
    }

    /// What a type is called in reports: a target may make one as long as an event, and that is no name.
    static func name(of type: Span<UInt8>) -> String {
        guard !type.isEmpty else { return "message" }
        let shown = type.extracting(first: longestName)
        return String(decoding: shown.indices.map { shown[$0] }, as: UTF8.self)
    }
}

extension EventStreamPlan.Format {
    /// The same to the client, which knows lines from events and tokens from neither.
    var wire: StreamFormat { self == .ndjson ? .lines : .events }
}
