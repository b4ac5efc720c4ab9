import EventLoop
import LWSTransport
import LoadEngine
import Metrics
import Profiles
import TLS
import Timing

/// How sessions are dialled and kept, read and checked.
struct ResolvedConnection {
    var connectTimeout: Nanoseconds
    var ping: PingPlan
    /// As the user gave it.
    var reconnect: BackoffPolicy?
    /// Whether an event stream that ended or failed is asked for again.
    var resumes: Bool
    var handshake: HandshakePlan
    var tls: TLSOptions
    var localAddresses: [String]
}

extension ConnectionOptions {
    private static let longest = Nanoseconds.seconds(86_400)
    /// What a service will read of a request at most, and we write.
    private static let largestRequest = 65_536
    /// The request line's other words, and the headers that the handshake writes itself, with room to spare.
    private static let ownRequestPart = 512

    /// `ownWait` is that before a stream is resumed of which nothing is said; nil where it is not.
    func resolve(
        _ target: ResolvedTarget, ownWait: Nanoseconds?, in surroundings: Surroundings,
        _ reader: inout OptionReader
    ) -> ResolvedConnection {
        let timeout = reader.duration(
            connectTimeout, "connect-timeout", default: .seconds(10), in: .milliseconds(1)...Self.longest)
        let ping = resolvePing(target.spoken, &reader)
        let (reconnect, resumes) = resolveReconnect(ownWait: ownWait, &reader)
        let handshake = resolveHandshake(target, &reader)
        // Read, so that its variable is checked as any other; it changes nothing, so no report shows it.
        _ = reader.answer(http1, "http1")
        return ResolvedConnection(
            connectTimeout: timeout, ping: ping, reconnect: reconnect, resumes: resumes, handshake: handshake,
            tls: resolveTLS(in: surroundings, &reader), localAddresses: resolveAddresses(in: surroundings, &reader))
    }

    private func resolvePing(_ service: ServiceProtocol, _ reader: inout OptionReader) -> PingPlan {
        guard service == .ws else {
            let reason = ServiceProtocol.ws.alone("--stall-timeout ends a silent stream")
            reader.refuseGiven(pingInterval, "ping-interval", reason)
            reader.refuseGiven(pongTimeout, "pong-timeout", reason)
            return PingPlan(interval: .zero, pongTimeout: .seconds(20))
        }
        let interval = reader.duration(
            pingInterval, "ping-interval", default: .seconds(10), in: .zero...Self.longest)
        let pongTimeout = reader.duration(
            pongTimeout, "pong-timeout", default: .seconds(20), in: .milliseconds(1)...Self.longest)
        return PingPlan(interval: interval, pongTimeout: pongTimeout)
    }

    private func resolveReconnect(
        ownWait: Nanoseconds?, _ reader: inout OptionReader
    ) -> (policy: BackoffPolicy?, resumes: Bool) {
        let given = reader.given(reconnect, "reconnect")
        let policy = given.flatMap { reader.value($0, BackoffPolicy.parse) } ?? nil
        var isForbidden = reader.answer(noReconnect, "no-reconnect")
        if isForbidden, policy != nil {
            if noReconnect == (reconnect != nil) {
                reader.refuse("--no-reconnect", "contradicts --reconnect: expected one of them")
            }
            // A flag wins over the environment.
            isForbidden = noReconnect
        }
        guard !isForbidden, let given else {
            let wait = isForbidden ? nil : ownWait
            reader.report("reconnect", .text(wait.map(DurationText.format) ?? "none"))
            return (nil, wait != nil)
        }
        reader.report("reconnect", .text(given.text))
        return (policy, policy != nil)
    }

    private func resolveHandshake(_ target: ResolvedTarget, _ reader: inout OptionReader) -> HandshakePlan {
        let names = target.spoken == .ws ? resolveSubprotocols(&reader) : []
        var fields: [HandshakePlan.Header] = []
        for given in reader.given(headers, "header") {
            let field = reader.value(given) { text throws(TextError) in
                try HeaderText.parse(text, of: target.spoken)
            }
            guard let field else { continue }
            if field.name.lowercased() == "host", fields.contains(where: { $0.name.lowercased() == "host" }) {
                reader.refuse(given.place, "a second Host header: a request has one")
            }
            fields.append(field)
        }
        if !fields.isEmpty {
            let shown = fields.map { "\($0.name): \(SecretText.isSecret(name: $0.name) ? SecretText.mask : $0.value)" }
            reader.report("header", .text(shown.joined(separator: "; ")))
        }
        let size = fields.reduce(target.url.pathAndQuery.utf8.count + names.joined().utf8.count + Self.ownRequestPart) {
            $0 + $1.name.utf8.count + $1.value.utf8.count + 4
        }
        if size > Self.largestRequest {
            let head = target.spoken == .ws ? "the handshake" : "the request's head"
            reader.refuse(
                "--header", "\(head) would take \(size) bytes: expected at most \(Self.largestRequest) in all")
        }
        guard target.spoken == .ws else {
            reader.refuseGiven(subprotocols, "subprotocol", ServiceProtocol.ws.alone())
            reader.refuseGiven(compress, "compress", ServiceProtocol.ws.alone())
            return HandshakePlan(headers: fields)
        }
        return HandshakePlan(headers: fields, subprotocols: names, compress: reader.flag(compress, "compress"))
    }

    /// Flags may repeat, and each may hold a list as the header itself does.
    private func resolveSubprotocols(_ reader: inout OptionReader) -> [String] {
        var names: [String] = []
        for given in reader.given(subprotocols, "subprotocol") {
            for name in given.text.split(separator: ",", omittingEmptySubsequences: false) {
                let name = String(name).trimmingBlanks
                if !HeaderText.isToken(name) {
                    reader.refuse(
                        given.place, "'\(name)' is no subprotocol: expected a name without spaces, such as graphql-ws")
                } else if names.contains(name) {
                    reader.refuse(given.place, "'\(name)' is asked for twice")
                } else {
                    names.append(name)
                }
            }
        }
        if !names.isEmpty { reader.report("subprotocol", .text(names.joined(separator: ", "))) }
        return names
    }

    private func resolveTLS(in surroundings: Surroundings, _ reader: inout OptionReader) -> TLSOptions {
        func file(_ flag: String?, _ name: String, _ content: PEMFile.Content, _ reader: inout OptionReader) -> String?
        {
            guard let given = reader.given(flag, name) else { return nil }
            reader.report(name, .text(given.text))
            _ = reader.value(given) { path throws(TextError) in
                try PEMFile.check(path, holds: content, read: surroundings.readFile)
            }
            return given.text
        }
        let options = TLSOptions(
            caFile: file(cacert, "cacert", .certificate, &reader),
            certificateFile: file(cert, "cert", .certificate, &reader),
            keyFile: file(key, "key", .privateKey, &reader),
            insecureSkipVerify: reader.flag(insecureSkipTLSVerify, "insecure-skip-tls-verify"),
            resumeSessions: reader.flag(tlsResume, "tls-resume"))
        if options.certificateFile != nil, options.keyFile == nil {
            reader.refuse("--cert", "a certificate is of no use without its private key: expected --key as well")
        }
        if options.keyFile != nil, options.certificateFile == nil {
            reader.refuse("--key", "a private key is of no use without its certificate: expected --cert as well")
        }
        return options
    }

    private func resolveAddresses(in surroundings: Surroundings, _ reader: inout OptionReader) -> [String] {
        guard let given = reader.given(localIPs, "local-ips") else { return [] }
        reader.report("local-ips", .text(given.text))
        let addresses = reader.value(given) { text throws(TextError) in
            let addresses = try SourceAddresses.parse(text)
            for address in addresses {
                if let reason = surroundings.bindFailure(address) {
                    throw TextError("\(address) cannot be dialled from: \(reason)")
                }
            }
            return addresses
        }
        return addresses?.map(\.text) ?? []
    }
}
