internal import Timing

/// How a streamed body is delimited (RFC 9112 §6.3).
enum BodyFraming: Equatable {
    case chunked
    /// Bytes in all.
    case length(Int)
    /// By the end of the connection.
    case close

    enum Choice: String, CaseIterable {
        case chunked
        case length
        case close
    }

    /// The header field that announces it.
    var field: String {
        switch self {
        case .chunked: "Transfer-Encoding: chunked\r\n"
        case .length(let count): "Content-Length: \(count)\r\n"
        case .close: ""
        }
    }

    /// Writes a part of the body as it goes on the wire.
    func append(_ bytes: ArraySlice<UInt8>, to text: inout MessageText) {
        guard self == .chunked else { return text.append(bytes) }
        // A chunk of no bytes would end the body (RFC 9112 §7.1).
        guard !bytes.isEmpty else { return }
        text.append(hexadecimal: bytes.count)
        text.append("\r\n")
        text.append(bytes)
        text.append("\r\n")
    }

    /// What ends a body in order, apart from the end of the connection.
    var end: String { self == .chunked ? "0\r\n\r\n" : "" }

    /// The beginning of a part that never comes to its end.
    var unfinishedPart: String { (self == .chunked ? "40\r\n" : "") + "data: {\"seq\":" }

    // MARK: - Lengths

    /// A body of known length is composed twice.
    private static let mostRehearsed = 100_000

    /// - Throws: when a length is asked for and cannot be known.
    init(
        _ choice: Choice, of source: any EventSource, heartbeat: Nanoseconds?, faults: FaultPlan
    ) throws(TextError) {
        switch choice {
        case .chunked: self = .chunked
        case .close: self = .close
        case .length:
            let count = [source.remaining, faults.events.endAfter].compactMap(\.self).min()
            guard heartbeat == nil, let count, count <= Self.mostRehearsed else {
                throw TextError(
                    "framing: a length needs an end after at most \(Self.mostRehearsed) events and no heartbeat")
            }
            self = .length(Self.rehearsedLength(of: source, count: count, faults: faults))
        }
    }

    /// Times of sending are equally long for the next centuries, so a rehearsal is as long as the body.
    private static func rehearsedLength(of source: any EventSource, count: Int, faults: FaultPlan) -> Int {
        var source = source
        var rules = MessageFaults(faults)
        var text = MessageText()
        source.composePreamble(into: &text)
        var length = text.bytes.count
        for number in 1..<(count + 1) {
            text.clear()
            source.compose(into: &text, at: Instant(nanoseconds: 0))
            if number == count, faults.events.leavesUnfinished { text.removeLineEnd() }
            switch rules.next() {
            case .drop: break
            case .hold: length += text.bytes.count
            case .send(let copies), .sendBeforeHeld(let copies): length += copies * text.bytes.count
            }
        }
        return length
    }
}
