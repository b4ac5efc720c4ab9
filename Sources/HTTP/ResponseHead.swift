/// The head of an answer (RFC 9112 §4): its status, and the fields.
package struct ResponseHead: Equatable, Sendable {
    /// 100 to 999.
    package var status: Int
    package var head: HTTPHead

    /// Reads the status line; what stands behind the status is nobody's business, and may be missing.
    ///
    /// - Returns: nil when the line is no HTTP/1 status line.
    package init?(_ head: HTTPHead) {
        let parts = head.startLine.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), parts[1].utf8.count == 3, let status = Int(parts[1]),
            (100...999).contains(status)
        else { return nil }
        self.status = status
        self.head = head
    }

    package func value(_ name: String) -> String? { head.value(name) }

    /// The type of the content in lower case, without its parameters (RFC 9110 §8.3.1); nil when none is named.
    package var mediaType: String? {
        guard let type = value("content-type")?.split(separator: ";").first?.trimmed() else { return nil }
        return type.lowercased()
    }
}

/// Gathers the answer to a request from bytes however they are cut, past the interim answers before it (1xx, RFC 9110
/// §15.2).
package struct ResponseReader: Sendable {
    private var heads = HTTPHeadReader()

    package init() {}

    package enum Reading: Equatable {
        case needsMore
        /// The answer, and how many of the bytes just given belong to it and what came before it.
        case response(ResponseHead, used: Int)
        case malformed
    }

    package mutating func read(_ input: UnsafeRawBufferPointer) -> Reading {
        var used = 0
        while true {
            // Lent for the call; `used` never exceeds their count.
            let rest = unsafe UnsafeRawBufferPointer(rebasing: input[used...])
            switch unsafe heads.read(rest, start: "HTTP/1.") {
            case .needsMore: return .needsMore
            case .malformed: return .malformed
            case .head(let head, let count):
                guard let response = ResponseHead(head) else { return .malformed }
                used += count
                // 101 is final: nobody asked for another protocol.
                guard (100...199).contains(response.status), response.status != 101 else {
                    return .response(response, used: used)
                }
            }
        }
    }
}
