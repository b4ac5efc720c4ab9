import Foundation
import LWSTransport
import TLS
import Testing
import Timing

@testable import StreamLoad

@Suite("OpenTelemetry's variables")
struct OTLPSettingsTests {
    private static let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"]

    private func read(
        _ environment: [String: String], over base: [String: String] = endpoint
    ) -> (settings: OTLPSettings?, warnings: [String]) {
        OTLPSettings.read(base.merging(environment) { $1 }) { $0.hasPrefix("/gone") ? "No such file" : nil }
    }

    @Test(
        "the general endpoint has a path appended, the one of metrics is taken as it is",
        arguments: [
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:4318"], "http://a:4318/v1/metrics"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:4318/"], "http://a:4318/v1/metrics"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "https://a/otlp"], "https://a/otlp/v1/metrics"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "https://a/otlp/?k=v"], "https://a/otlp/v1/metrics?k=v"),
            (["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://b:1/in"], "http://b:1/in"),
            (["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://b"], "http://b/"),
            (
                ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://b/x"],
                "http://b/x"
            ),
            (["OTEL_METRICS_EXPORTER": "otlp"], "http://localhost:4318/v1/metrics"),
            (["OTEL_METRICS_EXPORTER": "console, OTLP"], "http://localhost:4318/v1/metrics"),
        ])
    func endpoints(environment: [String: String], expected: String) throws {
        let (settings, warnings) = read(environment, over: [:])
        #expect(try #require(settings).endpoint.display == expected)
        #expect(warnings.isEmpty)
    }

    @Test(
        "nothing is pushed unless it is asked for, and without a word",
        arguments: [
            [:], ["OTEL_EXPORTER_OTLP_ENDPOINT": ""], ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://a"],
            ["OTEL_METRICS_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a"],
            ["OTEL_SDK_DISABLED": "TRUE", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a"],
            ["OTEL_EXPORTER_OTLP_TIMEOUT": "x", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"],
        ])
    func silence(environment: [String: String]) {
        let (settings, warnings) = read(environment, over: [:])
        #expect(settings == nil)
        #expect(warnings.isEmpty)
    }

    @Test(
        "what cannot be pushed is told once, and the run goes on without",
        arguments: [
            (
                "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc",
                "metrics are not pushed: 'grpc' is not spoken here, only http/json"
            ),
            (
                "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/protobuf",
                "metrics are not pushed: 'http/protobuf' is not spoken here, only http/json"
            ),
            ("OTEL_METRICS_EXPORTER", "console", "'console' is not taken, nothing is pushed; expected otlp or none"),
            (
                "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "ws://a",
                "metrics are not pushed: 'ws://a/' has the scheme 'ws'; expected http or https"
            ),
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318",
                "metrics are not pushed: 'collector:4318' is not a URL; expected one such as ws://host:port/path"
            ),
        ])
    func refusals(variable: String, value: String, words: String) {
        let (settings, warnings) = read([variable: value])
        #expect(settings == nil)
        #expect(warnings == ["\(variable): \(words)"])
    }

    @Test(
        "a wrong value is told by its variable, and the default stands",
        arguments: [
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "'10s' is not taken; expected milliseconds, such as 10000"),
            ("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "-1", "'-1' is not taken; expected milliseconds, such as 10000"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "0", "'0' is not taken; expected milliseconds, such as 10000"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd", "'zstd' is not taken; expected gzip or none"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "thrift", "'thrift' is not taken; expected http/json"),
            ("OTEL_SDK_DISABLED", "yes", "'yes' is not taken; expected true or false"),
            (
                "OTEL_EXPORTER_OTLP_CERTIFICATE", "/gone/ca.pem",
                "'/gone/ca.pem' cannot be read and is not taken: No such file"
            ),
            (
                "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta",
                "'delta' is not taken; expected cumulative"
            ),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=1,secret", "entry 2 is left out; expected key=value"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a b=secret", "entry 1 is left out; expected key=value"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=secret%0Ab", "entry 1 is left out; expected key=value"),
            ("OTEL_RESOURCE_ATTRIBUTES", "=x", "entry 1 is left out; expected key=value"),
        ])
    func mistakes(variable: String, value: String, words: String) throws {
        let (settings, warnings) = read([variable: value])
        let standard = try #require(read([:]).settings)
        #expect(warnings == ["\(variable): \(words)"])
        let read = try #require(settings)
        #expect([read.timeout, read.interval] == [standard.timeout, standard.interval])
        #expect(read.isCompressed == standard.isCompressed && read.tls == standard.tls)
    }

    @Test("every setting is read, and that of metrics wins")
    func everySetting() throws {
        let (settings, warnings) = read([
            "OTEL_EXPORTER_OTLP_HEADERS": "lost=1",
            "OTEL_EXPORTER_OTLP_METRICS_HEADERS": " api-key = a%20b%3D , X=y=z,",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "1", "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT": "2500",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
            "OTEL_EXPORTER_OTLP_CERTIFICATE": "ca.pem", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE": "cert.pem",
            "OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY": "key.pem", "OTEL_METRIC_EXPORT_INTERVAL": "5000",
            "OTEL_RESOURCE_ATTRIBUTES": "service.name=lost,team=r%26d,deployment.environment=stage",
            "OTEL_SERVICE_NAME": "nightly",
        ])
        #expect(warnings.isEmpty)
        let read = try #require(settings)
        #expect(
            read
                == OTLPSettings(
                    endpoint: try .parse("http://collector:4318/v1/metrics"),
                    headers: [.init(key: "api-key", value: "a b="), .init(key: "X", value: "y=z")],
                    timeout: .milliseconds(2_500), isCompressed: true,
                    tls: TLSOptions(caFile: "ca.pem", certificateFile: "cert.pem", keyFile: "key.pem"),
                    interval: .seconds(5),
                    resource: [
                        .init(key: "service.name", value: "nightly"), .init(key: "team", value: "r&d"),
                        .init(key: "deployment.environment", value: "stage"),
                    ]))
    }

    @Test("where nothing else is said, it is every minute, for ten seconds, by our name")
    func defaults() throws {
        let read = try #require(read([:]).settings)
        #expect(read.timeout == .seconds(10) && read.interval == .seconds(60))
        #expect(read.resource == [.init(key: "service.name", value: "streamload")])
        #expect(read.headers.isEmpty && !read.isCompressed && read.tls == TLSOptions())
    }

    @Test(
        "a collector that is busy says when to come back",
        arguments: [
            (503, "2", 2...2), (429, "0", 0...0), (502, nil, 0.5...1), (504, "soon", 0.5...1),
            (503, "Thu, 01 Jan 1970 00:00:13 GMT", 3...3), (503, "Thu, 01 Jan 1970 00:00:01 GMT", 0...0),
            (500, "1", nil), (400, nil, nil), (200, nil, nil),
        ] as [(Int, String?, ClosedRange<Double>?)])
    func retries(status: Int, field: String?, expected: ClosedRange<Double>?) {
        let wait = RetryAfter.wait(status: status, field: field, now: Date(timeIntervalSince1970: 10))
        #expect((wait == nil) == (expected == nil))
        if let wait, let expected { #expect(expected.contains(wait.seconds)) }
    }
}
