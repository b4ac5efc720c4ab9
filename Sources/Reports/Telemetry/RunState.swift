package import Metrics

/// Where a run is, for those who watch it from afar.
package enum RunState: Sendable, Equatable {
    /// In one of its phases: `ramp`, `hold`, `drain` or `close`.
    case underWay(phase: String)
    /// Over and judged.
    case ended(verdict: String, ExitStatus, Validity)

    package static func ended(_ summary: RunSummary) -> RunState {
        .ended(verdict: summary.verdict, summary.exitStatus, summary.generator.validity.validity)
    }

    /// One of `states`.
    private var word: String {
        switch self {
        case .underWay(let phase): ["drain", "close"].contains(phase) ? "stopping" : "running"
        case .ended: "ended"
        }
    }

    private var phase: String? { if case .underWay(let phase) = self { phase } else { nil } }

    /// Each as 1 for what holds and 0 for the rest; the verdict and the validity only once there is one, since no value
    /// of theirs means that there is none yet.
    var families: [TelemetryFamily] {
        var families = [
            Self.oneOf("run_state", "1 for what the run is doing", "state", ["running", "stopping", "ended"], word),
            Self.oneOf(
                "phase", "1 for the part that the run is in; none once it has ended", "phase",
                ["ramp", "hold", "drain", "close"], phase),
        ]
        guard case .ended(let verdict, let status, let validity) = self else { return families }
        families.append(
            TelemetryFamily(
                name: "run_exit_status", kind: .gauge, meaning: "the exit status of the run that ended; 0 is passed",
                points: [
                    TelemetryFamily.Point(
                        labels: [TelemetryFamily.Label(key: "verdict", value: verdict)],
                        value: .integer(Int(status.rawValue)))
                ]))
        families.append(
            Self.oneOf(
                "run_validity", "1 for whether the generator kept its plan in the run that ended", "validity",
                Validity.allCases.map(\.rawValue), validity.rawValue))
        return families
    }

    private static func oneOf(
        _ name: String, _ meaning: String, _ key: String, _ values: [String], _ current: String?
    ) -> TelemetryFamily {
        TelemetryFamily(
            name: name, kind: .gauge, meaning: meaning,
            points: values.map { value in
                TelemetryFamily.Point(
                    labels: [TelemetryFamily.Label(key: key, value: value)], value: .integer(value == current ? 1 : 0))
            })
    }
}
