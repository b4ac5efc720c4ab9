import LWSTransport
import LoadEngine
import Timing

/// Texts, those that may be secret apart.
extension ProfileOfFlags {
    mutating func refuse(_ place: String, _ message: String) {
        diagnostics.append(Diagnostic(place: place, message: message))
    }

    /// A text that may be secret is a variable's.
    private mutating func variable(_ name: String) -> FlowText {
        // Headers of their own may come to the same name, and no name begins with a digit.
        var unique = name.first?.isNumber == true ? "_\(name)" : name
        while variables.contains(unique) { unique += "_" }
        variables.append(unique)
        return .text("${\(unique)}")
    }

    private mutating func checked(_ text: String, _ flag: String) -> FlowText {
        // Such a thing would be filled when the file is read.
        if text.contains("${") { refuse(flag, "'${' begins a variable in a profile, and cannot be said there") }
        return .text(text)
    }

    /// Where sessions dial; a token of a login follows at its end.
    mutating func address() -> FlowText {
        let end = run.plan.login?.delivery == .appended ? "token=" : ""
        let text = Self.text(of: session.url)
        let address = address(String(text.dropLast(end.count)), variable: "STREAMING_URL", "--streaming-url")
        guard !end.isEmpty, case .text(let shown) = address else { return address }
        return .text(shown + end + "{{token}}")
    }

    mutating func address(_ text: String, variable name: String, _ flag: String) -> FlowText {
        SecretText.redacted(url: text) == text ? checked(text, flag) : variable(name)
    }

    /// The embedded target's port is 0 until it runs.
    static func text(of url: ServiceURL) -> String {
        guard url.port != 0 else { return "embedded\(url.pathAndQuery)" }
        let userinfo = url.userinfo.map { "\($0)@" } ?? ""
        return "\(url.scheme.rawValue)://\(userinfo)\(url.hostHeader)\(url.pathAndQuery)"
    }

    mutating func steps(of login: LoginPlan) -> [String] {
        let credentials: [(key: String, value: FlowText)]
        if login.credentials == nil {
            credentials = [("username", .text("user-{{user}}")), ("password", .text("secret"))]
        } else {
            credentials = [("username", variable("USERNAME")), ("password", variable("PASSWORD"))]
        }
        return Self.step([
            ("post", address(Self.text(of: login.url), variable: "AUTH_URL", "--auth-url")),
            ("name", .plain("login")), ("json", .object(credentials)),
            ("capture", .object([("token", .text("$.access_token"))])),
        ])
    }

    mutating func headers(_ own: [HandshakePlan.Header] = []) -> FlowText? {
        let headers = own + session.handshake.headers
        var members: [(key: String, value: FlowText)] = []
        for header in headers {
            if members.contains(where: { $0.key.lowercased() == header.name.lowercased() }) {
                refuse("--header", "'\(header.name)' is there twice, which a profile cannot say")
            }
            let name = header.name.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
            members.append(
                (
                    header.name,
                    SecretText.isSecret(name: header.name) ? variable(name) : checked(header.value, "--header")
                ))
        }
        if run.plan.login?.delivery == .bearer {
            if let own = members.first(where: { $0.key.lowercased() == "authorization" }) {
                refuse(
                    "--header", "'\(own.key)' is there twice, since the login's token takes it; expected one of them")
            }
            members.append(("Authorization", .text("Bearer {{token}}")))
        }
        return members.isEmpty ? nil : .object(members)
    }

    mutating func text(of template: MessageTemplate, variable name: String, _ flag: String) -> FlowText {
        let text = template.written(sessions: run.plan.maxConnections)
        guard SecretText.redacted(message: text) == text else { return variable(name) }
        return checked(text, flag)
    }

    mutating func text(ofBytes bytes: [UInt8]) -> FlowText {
        guard let text = String(validating: bytes, as: UTF8.self), !text.contains("{{") else {
            refuse("--data-file", "holds bytes or '{{', which the body of a profile cannot")
            return .text("")
        }
        return SecretText.redacted(message: text) == text ? checked(text, "--data-file") : variable("DATA")
    }
}

extension MessageTemplate {
    /// As a profile writes it. What fills a message up to its size is written out, for the longest id that so many
    /// sessions have within their first thousand messages.
    func written(sessions: Int) -> String {
        pieces.map { piece in
            switch piece {
            case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
            case .id: "{{id}}"
            case .sequence: "{{seq}}"
            case .uuid: "{{uuid}}"
            case .timestamp: "{{timestamp}}"
            case .text(let length): "{{text \(length)}}"
            case .random(let range): "{{random \(range.lowerBound) \(range.upperBound)}}"
            case .user: "{{user}}"
            case .padding(let size, _):
                String(
                    repeating: "x", count: max(0, size - Self.leastSize(sessions: sessions, messagesPerSession: 1_000)))
            }
        }.joined()
    }
}
