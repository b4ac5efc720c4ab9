internal import Metrics

/// Whether the generator kept its plan, in a few words; the reasons and their remedy have rows of their own.
struct ValidityWords {
    private let report: ValidityReport

    init(_ report: ValidityReport) { self.report = report }

    var text: String {
        switch report.validity {
        case .valid: "VALID: the generator kept its plan"
        case .suspect: "SUSPECT: the generator barely kept its plan"
        case .invalid: "INVALID: the generator missed its own plan"
        }
    }

    func painted(_ ink: Ink) -> String {
        switch report.validity {
        case .valid: ink.good(text)
        case .suspect: ink.doubtful(text)
        case .invalid: ink.bad(text)
        }
    }
}
