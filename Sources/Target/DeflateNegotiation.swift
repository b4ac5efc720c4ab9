internal import WSClient

/// The server's half of negotiating permessage-deflate (RFC 7692 §5, §7.1).
enum DeflateNegotiation {
    /// Takes the first offer that can be served.
    ///
    /// - Parameter offers: the `Sec-WebSocket-Extensions` of the request.
    /// - Returns: what was agreed and the field that says so; nil goes on without compression.
    static func answer(to offers: String) -> (parameters: DeflateParameters, field: String)? {
        for offer in offers.split(separator: ",") {
            if let answer = accept(offer) { return answer }
        }
        return nil
    }

    private static func accept(_ offer: Substring) -> (parameters: DeflateParameters, field: String)? {
        let parts = offer.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
        guard parts.first?.lowercased() == "permessage-deflate" else { return nil }
        var parameters = DeflateParameters()
        var field = "permessage-deflate"
        var seen: Set<String> = []
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = pair.first?.lowercased(), seen.insert(name).inserted else { return nil }
            switch (name, pair.count) {
            case ("server_no_context_takeover", 1):
                parameters.serverNoContextTakeover = true
                field += "; server_no_context_takeover"
            case ("client_no_context_takeover", 1):
                parameters.clientNoContextTakeover = true
                field += "; client_no_context_takeover"
            case ("server_max_window_bits", 2):
                // zlib makes no raw stream for a window of 8 bits, so such an offer is passed over.
                guard let bits = Int(pair[1]), (9...15).contains(bits) else { return nil }
                parameters.serverMaxWindowBits = bits
                field += "; server_max_window_bits=\(bits)"
            case ("client_max_window_bits", 1): break
            case ("client_max_window_bits", 2):
                guard let bits = Int(pair[1]), (8...15).contains(bits) else { return nil }
                parameters.clientMaxWindowBits = bits
                field += "; client_max_window_bits=\(bits)"
            default: return nil
            }
        }
        return (parameters, field)
    }
}
