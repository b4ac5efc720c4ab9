internal import LWSTransport
internal import Timing

extension RESTRequest {
    /// The request that a redirect asks for, nil when the answer is none that can be followed.
    ///
    ///     status    method       next
    ///     301 302   POST         GET without the body (RFC 9110 §15.4.2, as every browser does)
    ///     303       but HEAD     GET without the body (§15.4.4)
    ///     301 302   others       the same
    ///     307 308   any          the same (§15.4.8, §15.4.9)
    ///
    /// What says who is asking stays with the origin: another scheme, host or port never hears of it.
    ///
    /// - Throws: `TextError` when the location is no URL to go to; the text shows no secret.
    func following(status: Int, location: String?) throws(TextError) -> RESTRequest? {
        guard [301, 302, 303, 307, 308].contains(status), let location else { return nil }
        var next = self
        next.url = try url.resolving(location)
        if (status == 303 && method != "HEAD") || (status < 303 && method == "POST") {
            next.method = "GET"
            next.body = nil
            next.fields.removeAll { $0.name.lowercased().hasPrefix("content-") }
        }
        let staysThere =
            next.url.isSecure == url.isSecure && next.url.port == url.port
            && next.url.host.lowercased() == url.host.lowercased()
        if !staysThere {
            next.credentials = nil
            next.fields.removeAll { ["authorization", "cookie", "host"].contains($0.name.lowercased()) }
        }
        return next
    }
}
