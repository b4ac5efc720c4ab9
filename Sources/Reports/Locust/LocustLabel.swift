internal import Metrics

/// What Locust's tables call a request: by its method and its name, which are the same in all of them.
struct LocustLabel: Hashable, Comparable, Sendable {
    let type: String
    let name: String

    init(_ type: String, _ name: String) {
        self.type = type
        self.name = name
    }

    /// Of what a step of requests is named: `GET /x`, `log in`.
    init(ofRequest name: String) {
        let method = Self.method(of: name)
        self.init(method ?? "HTTP", method.map { String(name.dropFirst($0.count + 1)) } ?? name)
    }

    /// The method that a step's name begins with: `GET /x`.
    static func method(of name: String) -> String? {
        let parts = name.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 && Self.methods.contains(parts[0]) ? parts[0] : nil
    }

    /// Of a step of sessions and streams, whatever people have named it; nil for others.
    init?(of step: FailedStep) {
        switch step {
        case .wsConnect, .wsSubscribe, .wsSend, .wsMessage, .wsExpect, .wsPing, .wsListen, .wsSession, .sseConnect,
            .sseRead,
            .sseStream:
            let words = step.rawValue.split(separator: " ")
            self.init(words[0].uppercased(), String(words[1]))
        case .request, .requestUnsent, .data: return nil
        }
    }

    /// As the tables have it.
    var cells: [String] { [type, CSVText.harmless(name)] }

    static func < (left: LocustLabel, right: LocustLabel) -> Bool {
        (left.type, left.name) < (right.type, right.name)
    }

    private static let methods: Set<String> = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
}

/// The labels of steps that make requests: those that share a name have their scenario before it.
struct RequestLabels {
    private let shared: Set<String>

    init(_ rows: [RequestRow]) {
        let counts = rows.reduce(into: [String: Int]()) { $0[$1.name, default: 0] += 1 }
        shared = Set(counts.filter { $0.value > 1 }.keys)
    }

    /// Of the row that a failure is in.
    func label(of failure: ErrorTable.Key) -> LocustLabel {
        if let label = LocustLabel(of: failure.step) { return label }
        return failure.step == .data
            ? LocustLabel("DATA", failure.name) : label(of: failure.name, in: failure.scenario)
    }

    func label(of name: String, in scenario: String) -> LocustLabel {
        let label = LocustLabel(ofRequest: name)
        return shared.contains(name) ? LocustLabel(label.type, "\(scenario): \(label.name)") : label
    }
}
