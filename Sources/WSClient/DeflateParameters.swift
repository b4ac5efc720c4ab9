/// permessage-deflate as negotiated (RFC 7692 §7.1).
package struct DeflateParameters: Equatable, Sendable {
    package var serverNoContextTakeover = false
    package var clientNoContextTakeover = false
    /// Bits of the LZ77 windows, 8 to 15.
    package var serverMaxWindowBits = 15
    package var clientMaxWindowBits = 15

    package init() {}

    /// What we ask for: any window the server likes, context kept on both sides.
    package static let offer = "permessage-deflate; client_max_window_bits"

    /// Reads a server's answer; nil when it is not one that our offer allows (RFC 7692 §5.1: fail the connection).
    package static func read(_ header: String) -> DeflateParameters? {
        let parts = header.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
        guard parts.first?.lowercased() == "permessage-deflate", !header.contains(",") else { return nil }
        var result = DeflateParameters()
        var seen: Set<String> = []
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = pair.first?.lowercased(), seen.insert(name).inserted else { return nil }
            // Written as RFC 7692 §7.1.2 wants it: no sign, no leading zero.
            let bits = pair.count == 2 ? (8...15).first { String($0) == pair[1] } : nil
            switch (name, pair.count) {
            case ("server_no_context_takeover", 1): result.serverNoContextTakeover = true
            case ("client_no_context_takeover", 1): result.clientNoContextTakeover = true
            case ("server_max_window_bits", 2):
                guard let bits else { return nil }
                result.serverMaxWindowBits = bits
            case ("client_max_window_bits", 2):
                guard let bits else { return nil }
                result.clientMaxWindowBits = bits
            default: return nil
            }
        }
        return result
    }
}
