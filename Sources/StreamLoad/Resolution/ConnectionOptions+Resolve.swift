import EventLoop
import LWSTransport
import LoadEngine
import Metrics
import Timing

/// How sessions are dialled and kept, read and checked.
struct ResolvedConnection {
    var connectTimeout: Nanoseconds
    var ping: PingPlan
    var reconnect: BackoffPolicy?
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

    func resolve(
        url: ServiceURL, in surroundings: Surroundings, _ reader: inout OptionReader
    ) -> ResolvedConnection {
        let timeout = reader.duration(
            connectTimeout, "connect-timeout", default: .seconds(10), in: .milliseconds(1)...Self.longest)
        let interval = reader.duration(
            pingInterval, "ping-interval", default: .seconds(10), in: .zero...Self.longest)
        let pongTimeout = reader.duration(
            pongTimeout, "pong-timeout", default: .seconds(20), in: .milliseconds(1)...Self.longest)
        let policy = reader.given(reconnect, "reconnect")
        reader.report("reconnect", .text(policy?.text ?? "none"))
        let reconnect = policy.flatMap { reader.value($0, BackoffPolicy.parse) } ?? nil
        return ResolvedConnection(
            connectTimeout: timeout, ping: PingPlan(interval: interval, pongTimeout: pongTimeout),
            reconnect: reconnect, handshake: resolveHandshake(url: url, &reader),
            tls: resolveTLS(in: surroundings, &reader), localAddresses: resolveAddresses(in: surroundings, &reader))
    }

    private func resolveHandshake(url: ServiceURL, _ reader: inout OptionReader) -> HandshakePlan {
        let names = resolveSubprotocols(&reader)
        var fields: [HandshakePlan.Header] = []
        for given in reader.given(headers, "header") {
            guard let field = reader.value(given, HeaderText.parse) else { continue }
            if field.name.lowercased() == "host", fields.contains(where: { $0.name.lowercased() == "host" }) {
                reader.refuse(given.place, "a second Host header: a request has one")
            }
            fields.append(field)
        }
        if !fields.isEmpty {
            let shown = fields.map { "\($0.name): \(SecretText.isSecret(name: $0.name) ? SecretText.mask : $0.value)" }
            reader.report("header", .text(shown.joined(separator: "; ")))
        }
        let size = fields.reduce(url.pathAndQuery.utf8.count + names.joined().utf8.count + Self.ownRequestPart) {
            $0 + $1.name.utf8.count + $1.value.utf8.count + 4
        }
        if size > Self.largestRequest {
            reader.refuse(
                "--header", "the handshake would take \(size) bytes: expected at most \(Self.largestRequest) in all")
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
