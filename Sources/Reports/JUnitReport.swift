internal import Metrics

/// A result as JUnit XML, for the test pages of Jenkins, GitLab and the like: a case for the run itself and for each
/// threshold, target and check. What the schemas of Ant and of Jenkins' xUnit plug-in both allow, and no more.
package enum JUnitReport {
    package static func render(_ document: ResultDocument) -> [UInt8] {
        let suites: [(name: String, cases: [JUnitCase])] = [
            ("run", [run(document)]), ("thresholds", document.thresholds.map(threshold)),
            ("targets", document.targets.map(target)), ("checks", document.checks.map(check)),
        ]
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites>"]
        for (index, suite) in suites.filter({ !$0.cases.isEmpty }).enumerated() {
            lines += Self.lines(of: suite.cases, named: suite.name, at: index, of: document)
        }
        return Array((lines + ["</testsuites>", ""]).joined(separator: "\n").utf8)
    }

    private static func lines(
        of cases: [JUnitCase], named name: String, at index: Int, of document: ResultDocument
    ) -> [String] {
        func count(_ isMeant: (JUnitCase.Outcome) -> Bool) -> Int { cases.count { isMeant($0.outcome) } }
        let failures = count { if case .failed = $0 { true } else { false } }
        let errors = count { if case .broken = $0 { true } else { false } }
        let skipped = count { if case .skipped = $0 { true } else { false } }
        // Both schemas take a time without a zone; it is UTC.
        let timestamp = document.run.startedAt.prefix(19)
        let time = index == 0 ? FigureText.fixed(document.run.duration, digits: 3).filter { $0 != "," } : "0"
        let counts = #"tests="\#(cases.count)" failures="\#(failures)" errors="\#(errors)" skipped="\#(skipped)""#
        return [
            #"  <testsuite id="\#(index)" package="streamload" name="\#(name)" hostname="localhost""#
                + #" timestamp="\#(XMLText.escaped(String(timestamp)))" time="\#(time)" \#(counts)>"#,
            "    <properties>",
            property("target", document.run.target),
            property("profile", document.run.profile ?? "none"),
            property("validity", document.validity.validity.rawValue),
            "    </properties>",
        ] + cases.flatMap { $0.lines(suite: name) } + [output(of: cases), "    <system-err/>", "  </testsuite>"]
    }

    private static func output(of cases: [JUnitCase]) -> String {
        let remarks = cases.compactMap { one in one.remark.map { XMLText.escaped("\(one.name): \($0)") } }
        return remarks.isEmpty ? "    <system-out/>" : "    <system-out>\(remarks.joined(separator: "\n"))</system-out>"
    }

    private static func property(_ name: String, _ value: String) -> String {
        #"      <property name="\#(name)" value="\#(XMLText.escaped(value))"/>"#
    }

    /// Whether the other cases can be believed: a run that was interrupted, or reached nothing, proves nothing. One that its
    /// sessions have left is told beside it.
    private static func run(_ document: ResultDocument) -> JUnitCase {
        let reasons = document.validity.reasons.joined(separator: "; ")
        let name = "the run is valid"
        switch document.run.status {
        case .passed, .thresholdFailed:
            let remarks = [document.run.reason, reasons.isEmpty ? nil : "SUSPECT: \(reasons)"].compactMap(\.self)
            return JUnitCase(
                name: name, outcome: .passed, remark: remarks.isEmpty ? nil : remarks.joined(separator: "; "))
        case .invalid: return JUnitCase(name: name, outcome: .broken("INVALID: \(reasons)"))
        default: return JUnitCase(name: name, outcome: .broken(VerdictWords(document).text))
        }
    }

    private static func threshold(_ result: ThresholdResult) -> JUnitCase {
        let observed = result.observed.map { "observed \(FigureText.plain($0))" } ?? "no samples"
        return JUnitCase(
            name: "\(result.metric) \(result.expression)", outcome: result.isMet ? .passed : .failed(observed))
    }

    private static func target(_ target: ResultDocument.Target) -> JUnitCase {
        let bounds = "target \(FigureText.plain(target.target)), critical \(FigureText.plain(target.critical))"
        let observed = target.observed.map { "observed \(FigureText.plain($0))" } ?? "no samples"
        let name = "\(target.metric) \(target.stat): \(bounds)"
        switch target.verdict {
        case .pass: return JUnitCase(name: name, outcome: .passed)
        case .warn: return JUnitCase(name: name, outcome: .passed, remark: "warn: \(observed)")
        case .fail: return JUnitCase(name: name, outcome: .failed(observed))
        }
    }

    private static func check(_ check: ResultDocument.Check) -> JUnitCase {
        let name = "\(check.scenario): \(check.name)"
        let total = FigureText.count(check.passes.addingReportingOverflow(check.fails).partialValue)
        if check.fails > 0 {
            return JUnitCase(
                name: name, outcome: .failed("\(FigureText.count(check.fails)) of \(total) did not hold"))
        }
        return JUnitCase(name: name, outcome: check.passes > 0 ? .passed : .skipped("never made"))
    }
}
