internal import Foundation

/// Gathers one request after another from bytes however they are cut.
package struct HTTPRequestReader: Sendable {
    package enum Reading: Equatable {
        case needsMore
        /// The head of a request is complete, and its peer waits for `100 Continue` before it sends the body.
        case wantsContinue
        /// A request, and how many of the bytes just given belong to it.
        case request(HTTPRequest, used: Int)
        /// What is wrong with it, as a status; nothing can be read after this.
        case refused(status: Int)
    }

    /// Bytes; a longer body is refused.
    private let longestBody: Int
    private var headReader: HTTPHeadReader
    /// The request whose body is being read.
    private var pending: HTTPRequest?
    private var bodyReader = BodyReader(.length(0))

    /// - Parameters:
    ///   - longestHead: bytes; a longer one is refused with 431.
    ///   - longestBody: bytes; a longer one is refused with 413.
    package init(longestHead: Int = HTTPHeadReader.longest, longestBody: Int = 1_048_576) {
        headReader = HTTPHeadReader(limit: longestHead)
        self.longestBody = longestBody
    }

    package mutating func read(_ bytes: UnsafeRawBufferPointer) -> Reading {
        guard pending == nil else { return unsafe readBody(bytes, used: 0) }
        // RFC 9110 §9.1: a method is a token in capitals. Looked at before anything is gathered.
        if headReader.isEmpty, let first = unsafe bytes.first, !(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= first) {
            return .refused(status: 400)
        }
        switch unsafe headReader.read(bytes, start: "") {
        case .needsMore: return .needsMore
        case .malformed: return .refused(status: headReader.isTooLong ? 431 : 400)
        case .head(let head, let used): return unsafe begin(head, rest: bytes, used: used)
        }
    }

    private mutating func begin(_ head: HTTPHead, rest bytes: UnsafeRawBufferPointer, used: Int) -> Reading {
        let parts = head.startLine.split(separator: " ")
        guard parts.count == 3, parts[2].hasPrefix("HTTP/1."), parts[1].hasPrefix("/") else {
            return .refused(status: 400)
        }
        let hasBody: Bool
        switch framing(of: head) {
        case .failure(let refusal): return .refused(status: refusal.status)
        case .success(let framing):
            bodyReader = BodyReader(framing)
            hasBody = framing != .length(0)
        }
        let target = parts[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        pending = HTTPRequest(
            method: String(parts[0]), path: String(target[0]), query: Self.values(target.dropFirst().first ?? ""),
            head: head, body: [])
        if hasBody, used == bytes.count, head.lists("expect", "100-continue") { return .wantsContinue }
        // The head took `used` bytes of this piece; the body begins behind them.
        return unsafe readBody(UnsafeRawBufferPointer(rebasing: bytes[used...]), used: used)
    }

    private struct Refusal: Error {
        let status: Int
    }

    /// RFC 9112 §6.3: a body is chunked, or as long as it says, or there is none; both at once is an attack.
    private func framing(of head: HTTPHead) -> Result<BodyFraming, Refusal> {
        let length = head.value("content-length")
        if let encoding = head.value("transfer-encoding") {
            guard length == nil else { return .failure(Refusal(status: 400)) }
            return encoding.lowercased() == "chunked" ? .success(.chunked) : .failure(Refusal(status: 501))
        }
        guard let length else { return .success(.length(0)) }
        // Digits alone (RFC 9110 §8.6): others would read a signed length differently.
        guard length.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let count = Int(length) else {
            return .failure(Refusal(status: 400))
        }
        return count <= longestBody ? .success(.length(count)) : .failure(Refusal(status: 413))
    }

    private mutating func readBody(_ bytes: UnsafeRawBufferPointer, used: Int) -> Reading {
        // The pieces are slices of what is lent for the call, and copied.
        var rest = unsafe bytes
        do {
            while let piece = unsafe try bodyReader.next(&rest) {
                guard (pending?.body.count ?? 0) + piece.count <= longestBody else {
                    return .refused(status: 413)
                }
                unsafe pending?.body.append(contentsOf: piece)
            }
        } catch {
            return .refused(status: 400)
        }
        guard bodyReader.isComplete, let request = pending else { return .needsMore }
        pending = nil
        return .request(request, used: used + bytes.count - rest.count)
    }

    /// The names and values of a query or a form.
    package static func values(_ text: Substring) -> [String: String] {
        Dictionary(fields(text).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// All of them in their order, repeated names too.
    package static func fields(_ text: Substring) -> [(name: String, value: String)] {
        text.split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(pair[0]), pair.count == 2 ? decoded(pair[1]) : "")
        }
    }

    /// A query component as HTML forms write it; one with a broken escape stands for itself.
    private static func decoded(_ component: Substring) -> String {
        let bytes = component.utf8
        guard bytes.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "%") }) else {
            return String(component)
        }
        let text = component.replacing("+", with: " ")
        return text.removingPercentEncoding ?? String(text)
    }
}
