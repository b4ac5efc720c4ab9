import LWSTransport
import TLS
import Timing

/// Where and how metrics are pushed over OTLP/HTTP, as OpenTelemetry's environment variables say ("OpenTelemetry
/// Protocol Exporter", "SDK Configuration").
struct OTLPSettings: Equatable {
    struct Pair: Equatable {
        let key: String
        let value: String
    }

    /// The whole URL of a push.
    let endpoint: ServiceURL
    /// Secrets, for the most part: they are never shown.
    let headers: [Pair]
    /// Of one push, its retry included.
    let timeout: Nanoseconds
    let isCompressed: Bool
    let tls: TLSOptions
    /// Between two pushes.
    let interval: Nanoseconds
    /// Attributes of us, `service.name` first.
    let resource: [Pair]

    /// - Parameters:
    ///   - environment: the process's.
    ///   - readFailure: why a file cannot be read; nil when it can.
    /// - Returns: nil for settings when nothing is to be pushed, and what is to be said about the variables.
    static func read(
        _ environment: [String: String], readFailure: (String) -> String?
    ) -> (settings: OTLPSettings?, warnings: [String]) {
        var variables = TelemetryVariables(environment)
        guard variables.asksForPushes(), variables.speaksOurProtocol(), let endpoint = variables.endpoint() else {
            return (nil, variables.warnings)
        }
        let headers = variables.pairs(variables.exporter("HEADERS"), isKey: isToken)
        let settings = OTLPSettings(
            endpoint: endpoint, headers: headers.map(Pair.init),
            timeout: variables.milliseconds(variables.exporter("TIMEOUT"), default: .seconds(10)),
            isCompressed: variables.word(variables.exporter("COMPRESSION"), of: ["gzip", "none"]) == "gzip",
            tls: variables.tls(readFailure),
            interval: variables.milliseconds(
                variables.given("OTEL_METRIC_EXPORT_INTERVAL"), default: .seconds(60)),
            resource: variables.resource())
        _ = variables.word(
            variables.given("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"), of: ["cumulative"])
        return (settings, variables.warnings)
    }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}

extension OTLPSettings.Pair {
    fileprivate init(_ pair: (key: String, value: String)) { self.init(key: pair.key, value: pair.value) }
}

extension TelemetryVariables {
    /// Metrics are pushed when somebody says where to, or that they are.
    fileprivate mutating func asksForPushes() -> Bool {
        guard word(given("OTEL_SDK_DISABLED"), of: ["true", "false"]) != "true" else { return false }
        guard let exporters = given("OTEL_METRICS_EXPORTER") else { return exporter("ENDPOINT") != nil }
        let names = exporters.text.lowercased().split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        if names.contains("otlp") { return true }
        if names != ["none"] {
            warn(exporters.name, "'\(exporters.text)' is not taken, nothing is pushed; expected otlp or none")
        }
        return false
    }

    fileprivate mutating func speaksOurProtocol() -> Bool {
        guard let given = exporter("PROTOCOL") else { return true }
        guard given.text != "grpc", given.text != "http/protobuf" else {
            warn(given.name, "metrics are not pushed: '\(given.text)' is not spoken here, only http/json")
            return false
        }
        _ = word(given, of: ["http/json"])
        return true
    }

    /// A general endpoint is what paths are appended to, one of metrics is taken as it is.
    fileprivate mutating func endpoint() -> ServiceURL? {
        let general = "OTEL_EXPORTER_OTLP_ENDPOINT"
        let given = exporter("ENDPOINT") ?? Given(name: general, text: "http://localhost:4318")
        do throws(TextError) {
            var url = try ServiceURL.parse(given.text)
            guard !url.scheme.isWebSocket else {
                throw TextError("'\(url.display)' has the scheme '\(url.scheme.rawValue)'; expected http or https")
            }
            if given.name == general {
                let path = url.pathAndQuery.prefix { $0 != "?" }
                let query = url.pathAndQuery[path.endIndex...]
                url.pathAndQuery = "\(path)\(path.hasSuffix("/") ? "" : "/")v1/metrics\(query)"
            }
            return url
        } catch {
            warn(given.name, "metrics are not pushed: \(error)")
            return nil
        }
    }

    fileprivate mutating func tls(_ readFailure: (String) -> String?) -> TLSOptions {
        func file(_ ending: String, _ variables: inout TelemetryVariables) -> String? {
            guard let given = variables.exporter(ending) else { return nil }
            guard let reason = readFailure(given.text) else { return given.text }
            variables.warn(given.name, "'\(given.text)' cannot be read and is not taken: \(reason)")
            return nil
        }
        return TLSOptions(
            caFile: file("CERTIFICATE", &self), certificateFile: file("CLIENT_CERTIFICATE", &self),
            keyFile: file("CLIENT_KEY", &self))
    }

    /// `OTEL_SERVICE_NAME` wins over a `service.name` among the attributes.
    fileprivate mutating func resource() -> [OTLPSettings.Pair] {
        let attributes = pairs(given("OTEL_RESOURCE_ATTRIBUTES")).map(OTLPSettings.Pair.init)
        let key = "service.name"
        let name =
            given("OTEL_SERVICE_NAME")?.text ?? attributes.last { $0.key == key }?.value ?? "streamload"
        return [OTLPSettings.Pair(key: key, value: name)] + attributes.filter { $0.key != key }
    }
}
