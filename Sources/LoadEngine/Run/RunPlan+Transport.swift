internal import LWSTransport
internal import TLS
internal import WSClient

extension UpgradeRequest {
    /// The handshake of one user's call: its own headers after those of the plan.
    init(_ plan: SessionPlan, of call: SessionCall) {
        var fields = plan.handshake.headers.map { (name: $0.name, value: $0.value) } + call.fields
        if let authorization = call.url.authorization,
            !fields.contains(where: { $0.name.lowercased() == "authorization" })
        {
            fields.append((name: "Authorization", value: authorization))
        }
        self.init(
            pathAndQuery: call.url.pathAndQuery, host: call.url.hostHeader, subprotocols: plan.handshake.subprotocols,
            fields: fields, offersCompression: plan.handshake.compress)
    }

    /// The handshake that a session of the plan makes with a service.
    init(_ plan: SessionPlan, url: ServiceURL) {
        var fields = plan.handshake.headers.map { (name: $0.name, value: $0.value) }
        if let authorization = url.authorization,
            !fields.contains(where: { $0.name.lowercased() == "authorization" })
        {
            fields.append((name: "Authorization", value: authorization))
        }
        self.init(
            pathAndQuery: url.pathAndQuery, host: url.hostHeader, subprotocols: plan.handshake.subprotocols,
            fields: fields, offersCompression: plan.handshake.compress)
    }
}

extension TLSContext {
    convenience init(_ options: TLSOptions) throws(TLSError) {
        try self.init(
            caFile: options.caFile, certificateFile: options.certificateFile, keyFile: options.keyFile,
            verifiesPeer: !options.insecureSkipVerify, resumes: options.resumeSessions)
    }
}
