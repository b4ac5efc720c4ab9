import HTTP
import Timing

/// One streamed answer as a client sees it on the wire, read to its end or as far as is wanted.
struct StreamedAnswer {
    enum Ending: Equatable {
        /// The last chunk, or all that the length promised.
        case inOrder
        /// The end of the connection, where nothing else delimits the body.
        case finished
        /// The end of the connection inside the body.
        case cut
        case reset
        /// The reader had enough.
        case left
    }

    struct Event: Equatable {
        var id: String?
        var type: String?
        var data: String
    }

    let status: Int
    let head: HTTPHead
    private(set) var body: [UInt8] = []
    /// What the chunks held, each by itself; of another framing empty.
    private(set) var chunks: [[UInt8]] = []
    private(set) var ending = Ending.left
    /// When the n-th event was there.
    private(set) var arrivals: [Instant] = []

    /// Asks for `path` and reads the answer until it ends, or until it has so many events.
    init(
        from peer: TestPeer, _ path: String, method: String = "GET", fields: [String] = [], json: String = "",
        until count: Int = .max
    ) throws {
        let lines = ["\(method) \(path) HTTP/1.1", "Host: target", "Content-Length: \(json.utf8.count)"] + fields
        (status, head) = try peer.open(lines.joined(separator: "\r\n") + "\r\n\r\n" + json)
        let isChunked = head.value("transfer-encoding") == "chunked"
        let length = head.value("content-length").flatMap { Int($0) }
        var wire: [UInt8] = []
        do {
            while arrivals.count < count, !(isChunked ? chunks.last == [] : body.count == length) {
                guard let bytes = try peer.nextBytes() else {
                    ending = isChunked || length != nil ? .cut : .finished
                    return
                }
                let instant = Instant.now()
                wire += bytes
                if isChunked { readChunks(wire) } else { body = wire }
                while arrivals.count < events.count { arrivals.append(instant) }
            }
            if isChunked ? chunks.last == [] : body.count == length { ending = .inOrder }
        } catch is TestPeer.Reset {
            ending = .reset
        }
    }

    private mutating func readChunks(_ wire: [UInt8]) {
        var rest = wire[...]
        chunks = []
        while let line = rest.firstIndex(of: 0x0D),
            let size = Int(String(decoding: rest[..<line], as: UTF8.self), radix: 16),
            rest.endIndex - line >= size + 4
        {
            chunks.append(Array(rest[(line + 2)..<(line + 2 + size)]))
            rest = rest[(line + 4 + size)...]
        }
        body = Array(chunks.joined())
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Lines ended by LF, CRLF or CR; the last one, which nothing ends, is not one.
    private var lines: [String] {
        let unified = text.unicodeScalars.split(separator: "\r\n".unicodeScalars, omittingEmptySubsequences: false)
            .map {
                $0.split(separator: "\r", omittingEmptySubsequences: false).map { String($0) }.joined(separator: "\n")
            }
        return unified.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { String($0) }
    }

    /// The events that have their blank line, and NDJSON's lines as data.
    var events: [Event] {
        guard head.value("content-type") != "application/x-ndjson" else { return lines.map { Event(data: $0) } }
        var result: [Event] = []
        var event = Event(data: "")
        for line in lines {
            let parts = line.split(separator: ": ", maxSplits: 1).map { String($0) }
            switch (parts.first, parts.last) {
            case ("id", let value): event.id = value
            case ("event", let value): event.type = value
            case ("data", let value?): event.data += value
            case (nil, _):
                if !event.data.isEmpty { result.append(event) }
                event = Event(data: "")
            default: break
            }
        }
        return result
    }

    var ids: [Int] { events.compactMap { $0.id.flatMap { Int($0) } } }

    var comments: Int { lines.count { $0 == ":" } }
}
