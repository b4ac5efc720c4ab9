import TLS

/// How connections are made, in plain words, where it is not as usual.
enum ConnectionText {
    static func lines(of scenario: Scenario) -> [String] {
        [
            scenario.connections == .fresh ? "dials a new connection for every request" : nil,
            scenario.http.map { "speaks \($0 == .http1 ? "HTTP/1.1" : "HTTP/2")" },
            scenario.compresses ? "takes compressed answers" : nil,
        ].compactMap { $0 }
    }

    static func lines(of tls: TLSOptions) -> [String] {
        let words = [
            tls.caFile.map { "trusts the certificates of \(name($0))" },
            tls.certificateFile.map { "shows \(name($0))" },
            tls.insecureSkipVerify ? "accepts any certificate" : nil,
            tls.resumeSessions ? "resumes sessions" : nil,
        ].compactMap { $0 }
        return words.isEmpty ? [] : ["", "Over TLS: \(words.joined(separator: ", "))"]
    }

    /// Without the folders, which are of no interest here.
    private static func name(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }
}
