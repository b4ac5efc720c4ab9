import Metrics
import Reports
import Testing
import Timing

@Suite("The report on the terminal")
struct SummaryReportTests {
    @Test("a run that went well reads as this")
    func quietRun() throws {
        try Golden.expect(SummaryReport.render(Samples.quiet(), colour: false), matches: "quiet")
    }

    @Test("a run in trouble tells every trouble, with its remedy")
    func troubledRun() throws {
        try Golden.expect(SummaryReport.render(Samples.troubled(), colour: false), matches: "troubled")
    }

    @Test("an unreachable target leaves a report with the cause")
    func unreachableTarget() throws {
        try Golden.expect(SummaryReport.render(Samples.unreachable(), colour: false), matches: "unreachable")
    }

    @Test("a report of token streams reads as this")
    func streamsRead() throws {
        try Golden.expect(SummaryReport.render(Samples.streams(), colour: false), matches: "streams")
    }

    @Test("a report of requests has their table, checks, grades, targets and errors, the expected ones apart")
    func requestsRead() throws {
        try Golden.expect(SummaryReport.render(ProfileSamples.requests(), colour: false), matches: "requests")
    }

    @Test("a run of everything tells each protocol by its own metrics, and the bytes of all once")
    func mixtureReads() throws {
        try Golden.expect(SummaryReport.render(ProfileSamples.mixture(), colour: false), matches: "mixture")
    }

    @Test("users are told of although none of their iterations came to its end")
    func interrupted() throws {
        let summary = try Samples.summary(families: [.requests], profile: "profile.yaml") { recorder in
            recorder.usersChanged(by: 10)
            recorder.add(.interruptedIterations, 10)
        }
        let lines = SummaryReport.render(summary, colour: false).split(separator: "\n")
        #expect(lines.contains("users         peak 10    0 iterations    0/s iterations    10 interrupted"))
    }

    @Test("users and iterations are a profile's: in the one-line form they are the sessions")
    func sessionsAreToldOnce() throws {
        func labels(_ profile: String?) throws -> Set<Substring> {
            let summary = try Samples.summary(profile: profile) { recorder in
                recorder.usersChanged(by: 10)
                recorder.add(.iterations, 10)
                recorder.record(.iterationDuration, .seconds(1))
            }
            let lines = SummaryReport.render(summary, colour: false).split(separator: "\n")
            return Set(lines.compactMap { $0.split(separator: " ").first })
        }
        #expect(try labels(nil).isDisjoint(with: ["users", "iteration"]))
        #expect(try labels("profile.yaml").isSuperset(of: ["users", "iteration"]))
    }

    @Test("colour only repeats what the words say")
    func colourAddsNothing() throws {
        for summary in [
            try Samples.quiet(), try Samples.troubled(), try Samples.unreachable(), try ProfileSamples.requests(),
        ] {
            let coloured = SummaryReport.render(summary, colour: true)
            #expect(coloured.contains("\u{1B}["))
            #expect(coloured.replacing(/\u{1B}\[\d+m/, with: "") == SummaryReport.render(summary, colour: false))
        }
    }

    @Test("rows of several parts keep to the width", arguments: [60, 80, 128])
    func widthIsKept(width: Int) throws {
        let summary = try Samples.quiet()
        let lines = SummaryReport.render(summary, colour: false, width: width).split(separator: "\n")
        let parted = lines.filter { $0.hasPrefix("sessions") || $0.hasPrefix("throughput") || $0.hasPrefix("✓") }
        #expect(!parted.isEmpty)
        #expect(parted.allSatisfy { $0.count <= width })
    }
}
