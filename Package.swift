// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours compiles under these; retrofitting them is the expensive way.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let csv: Target.Dependency = .product(name: "SwiftCSV", package: "SwiftCSV")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "streamload",
    products: [
        .executable(name: "streamload", targets: ["StreamLoad"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        // Floor 0: the C libraries, each a module map and a header of typed inline wrappers.
        .systemLibrary(
            name: "CLibWebSockets", pkgConfig: "libwebsockets",
            providers: [.apt(["libwebsockets-dev", "libwebsockets-evlib-uv"])]),
        .systemLibrary(name: "CLibUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLinux"),
        // The charting library of the HTML report, within the program.
        .target(name: "CReportAssets"),

        // Floor 1: instants, units and schedules as pure functions.
        .target(name: "Timing", swiftSettings: strict),
        // And JSON texts: read where they lie, and written.
        .target(name: "JSON", dependencies: ["Timing"], swiftSettings: strict),

        // And zlib: messages of a session, and whole texts.
        .target(name: "Compression", dependencies: ["CZlib"], swiftSettings: strict),

        // Floor 2: one loop thread with its timer and mailbox; TLS facts; what is measured.
        .target(name: "EventLoop", dependencies: ["CLibUV", "CLinux", "Timing"], swiftSettings: strict),
        .target(name: "TLS", dependencies: ["COpenSSL"], swiftSettings: strict),
        .target(name: "Metrics", dependencies: ["Timing", histogram], swiftSettings: strict),

        // Floor 3: connections that libwebsockets dials, accepts, reads and closes.
        .target(
            name: "LWSTransport", dependencies: ["CLibWebSockets", "CLinux", "EventLoop", "TLS", "Timing"],
            swiftSettings: strict),

        // And transfers that libcurl makes, on connections that it keeps.
        .target(
            name: "CurlTransport", dependencies: ["CLibCurl", "CLinux", "EventLoop", "TLS", "Timing"],
            swiftSettings: strict),

        // Beside it: heads and bodies of HTTP/1.1 as values, and why a dial did not become a session.
        .target(name: "HTTP", dependencies: ["LWSTransport", "Timing"], swiftSettings: strict),

        // Floor 4: RFC 6455 and event streams as values, a client's session on a connection, and the embedded target.
        .target(
            name: "WSClient", dependencies: ["Compression", "HTTP", "LWSTransport", "TLS", "Timing"],
            swiftSettings: strict),
        .target(name: "SSEClient", dependencies: ["HTTP", "LWSTransport", "TLS", "Timing"], swiftSettings: strict),
        // And requests as values, redirects followed.
        .target(
            name: "RESTClient", dependencies: ["CurlTransport", "HTTP", "LWSTransport", "Timing"],
            swiftSettings: strict),
        .target(
            name: "Target",
            dependencies: ["Compression", "EventLoop", "HTTP", "LWSTransport", "TLS", "Timing", "WSClient", heap],
            swiftSettings: strict),

        // And the server of the live page.
        .target(
            name: "WebServer", dependencies: ["Compression", "EventLoop", "HTTP", "LWSTransport", "Timing"],
            swiftSettings: strict),

        // And profiles: YAML in, a typed model or diagnostics out.
        .target(
            name: "Profiles", dependencies: ["JSON", "LWSTransport", "Metrics", "TLS", "Timing", csv, yams],
            swiftSettings: strict),

        // Floor 5: sessions, schedules and run control; one run summary in, bytes out.
        .target(
            name: "LoadEngine",
            dependencies: [
                "CLinux", "CurlTransport", "EventLoop", "HTTP", "JSON", "LWSTransport", "Metrics", "Profiles",
                "RESTClient", "SSEClient", "TLS", "Timing", "WSClient", deque, heap,
            ],
            swiftSettings: strict),
        .target(
            name: "Reports", dependencies: ["CReportAssets", "Compression", "JSON", "Metrics", "Timing"],
            resources: ["report.css", "live.css", "elements.js", "chart.js", "report.js", "live.js"].map {
                .embedInCode("Page/\($0)")
            },
            swiftSettings: strict),

        // Floor 6: flags, wiring and the exit status.
        .executableTarget(
            name: "StreamLoad",
            dependencies: [
                "Compression", "CurlTransport", "EventLoop", "HTTP", "LoadEngine", "LWSTransport", "Metrics",
                "Profiles", "RESTClient", "Reports", "TLS", "Target", "Timing", "WSClient", "WebServer", argumentParser,
                logging,
            ],
            swiftSettings: strict),

        // Beside the floors: what one recorded value costs (`make bench`).
        .executableTarget(
            name: "RecordingBenchmark", dependencies: ["Metrics", "Timing"], path: "Benchmarks/Recording",
            swiftSettings: strict),
        // And what one byte of an event stream costs.
        .executableTarget(
            name: "ParsingBenchmark", dependencies: ["SSEClient", "Timing"], path: "Benchmarks/Parsing",
            swiftSettings: strict),
        // And what one request of HTTP costs.
        .executableTarget(
            name: "RequestBenchmark",
            dependencies: ["CLinux", "CurlTransport", "EventLoop", "LWSTransport", "RESTClient", "Target", "Timing"],
            path: "Benchmarks/Requests", swiftSettings: strict),
        // And what reading a profile costs.
        .executableTarget(
            name: "ProfileBenchmark", dependencies: ["Profiles", "Timing", yams], path: "Benchmarks/Profiles",
            swiftSettings: strict),

        .testTarget(name: "TimingTests", dependencies: ["Timing"], swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "Timing"], swiftSettings: strict),
        .testTarget(name: "EventLoopTests", dependencies: ["EventLoop", "Timing"], swiftSettings: strict),
        // A certificate authority for tests that speak TLS.
        .target(name: "TestCertificates", path: "Tests/TestCertificates", swiftSettings: strict),
        // And sockets and servers that do as they are told, or do not behave.
        .target(
            name: "TestSockets", dependencies: ["EventLoop", "HTTP", "LWSTransport", "Timing"],
            path: "Tests/TestSockets", swiftSettings: strict),
        // And whole runs of the engine against the embedded target, in one process.
        .target(
            name: "TestRuns",
            dependencies: ["LWSTransport", "LoadEngine", "Metrics", "Profiles", "TLS", "Target", "Timing"],
            path: "Tests/TestRuns", swiftSettings: strict),
        .testTarget(name: "TLSTests", dependencies: ["TLS", "TestCertificates"], swiftSettings: strict),
        .testTarget(
            name: "LWSTransportTests",
            dependencies: ["EventLoop", "LWSTransport", "TLS", "TestCertificates", "TestSockets", "Timing"],
            swiftSettings: strict),
        .testTarget(
            name: "CurlTransportTests",
            dependencies: [
                "CurlTransport", "EventLoop", "LWSTransport", "TLS", "TestCertificates", "TestSockets", "Timing",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RESTClientTests",
            dependencies: [
                "CurlTransport", "EventLoop", "HTTP", "LWSTransport", "RESTClient", "Target", "TestSockets", "Timing",
            ],
            swiftSettings: strict),
        .testTarget(name: "MetricsTests", dependencies: ["Metrics", "Timing"], swiftSettings: strict),
        .testTarget(
            name: "ReportsTests", dependencies: ["Compression", "Metrics", "Reports", "Timing"], exclude: ["Goldens"],
            swiftSettings: strict),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "LWSTransport", "Timing"], swiftSettings: strict),
        .testTarget(
            name: "WSClientTests", dependencies: ["Compression", "HTTP", "LWSTransport", "Timing", "WSClient"],
            swiftSettings: strict),
        .testTarget(
            name: "SSEClientTests",
            dependencies: ["EventLoop", "HTTP", "LWSTransport", "SSEClient", "TLS", "TestCertificates", "Timing"],
            swiftSettings: strict),
        .testTarget(
            name: "LoadEngineTests",
            dependencies: [
                "EventLoop", "HTTP", "JSON", "LoadEngine", "LWSTransport", "Metrics", "Profiles", "TLS", "Target",
                "TestRuns", "Timing", "WSClient",
            ],
            swiftSettings: strict),
        // Not beside the others: what they do in time depends on Swift's threads, which the others take.
        .testTarget(
            name: "EngineRunTests",
            dependencies: ["LWSTransport", "LoadEngine", "Metrics", "Profiles", "Target", "TestRuns", "Timing"],
            swiftSettings: strict),
        .testTarget(
            name: "TargetTests", dependencies: ["Compression", "HTTP", "Target", "TestSockets", "Timing", "WSClient"],
            swiftSettings: strict),
        .testTarget(
            name: "WebServerTests",
            dependencies: ["Compression", "EventLoop", "HTTP", "TestSockets", "Timing", "WebServer"],
            swiftSettings: strict),
        .testTarget(
            name: "ProfilesTests", dependencies: ["LWSTransport", "Metrics", "Profiles", "TLS", "Timing"],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "StreamLoadTests",
            dependencies: [
                "CurlTransport", "EventLoop", "HTTP", "LoadEngine", "LWSTransport", "Metrics", "Profiles", "StreamLoad",
                "TLS", "Target", "Timing",
                argumentParser, logging,
            ],
            exclude: ["Goldens"], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["CurlTransport", "EventLoop", "LWSTransport", "RESTClient", "StreamLoad", "TLS"],
            swiftSettings: strict),
    ]
)
