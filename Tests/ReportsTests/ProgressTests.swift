import Metrics
import Reports
import Testing
import Timing

@Suite("Progress")
struct ProgressTests {
    static func progress() -> Progress {
        let metrics = Samples.metrics { recorder in
            for _ in 0..<1_000 { recorder.ledger.attempt() }
            recorder.openChanged(by: 998, of: .webSocket)
            for _ in 0..<2 { recorder.ledger.end(.connectFailed(.timeout)) }
            recorder.add(.wsMsgsSent, 5_000)
            recorder.add(.wsMsgsReceived, 4_999)
            recorder.add(.wsMsgsUnanswered, 1)
            recorder.record(.wsResponseTime, .microseconds(250))
        }
        return Progress(
            elapsed: .seconds(12), left: .seconds(18), phase: "hold", sessionsPlanned: 1_000, usersPlanned: 1_000,
            metrics: metrics)
    }

    @Test("a line tells the phase, the sessions, the rates, the times and what is left")
    func lineTellsAll() {
        #expect(
            ProgressLine.render(Self.progress())
                == "0:12 hold  998 open of 1,000  1,000 attempts  2 failed  5,000/s sent  4,999/s received  "
                + "p50 0.3 ms p95 0.3 ms p99 0.3 ms  1 unanswered  0:18 left")
    }

    @Test("a run of streams tells events, gaps and resumptions")
    func streamsTellEvents() throws {
        let metrics = Samples.metrics { recorder in
            for _ in 0..<10 { recorder.ledger.attempt() }
            recorder.openChanged(by: 10, of: .eventStream)
            recorder.add(.sseEvents, 500)
            recorder.add(.sseResumes, 2)
            recorder.record(.sseEventGap, .milliseconds(20))
        }
        let progress = Progress(
            elapsed: .seconds(12), left: .seconds(18), phase: "hold", sessionsPlanned: 10, usersPlanned: 10,
            metrics: metrics, families: [.eventStream])
        #expect(
            ProgressLine.render(progress)
                == "0:12 hold  10 open of 10  10 attempts  0 failed  500/s events  "
                + "gap p50 20.0 ms p95 20.0 ms p99 20.0 ms  2 resumed  0:18 left")
        let block = LiveBlock.render(progress, previousHeight: 0, colour: false)
        #expect(block.text.split(separator: "\n").allSatisfy { $0.count < 80 })
        try Golden.expect(block.text, matches: "live-block-streams")
    }

    @Test("a run of requests tells users, requests and response times")
    func requestsTellUsers() throws {
        let metrics = Samples.metrics { recorder in
            recorder.usersChanged(by: 50)
            for index in 0..<200 {
                TaggedRecorder(recorder).record(
                    RequestFacts(
                        status: 200, responseTime: .milliseconds(20), duration: .milliseconds(10), isFailed: index < 3))
            }
        }
        let progress = Progress(
            elapsed: .seconds(12), left: .seconds(18), phase: "hold", sessionsPlanned: 0, usersPlanned: 100,
            metrics: metrics, families: [.requests])
        #expect(
            ProgressLine.render(progress)
                == "0:12 hold  50 users of 100  200/s requests  3 failed  "
                + "p50 20.0 ms p95 20.0 ms p99 20.0 ms  0:18 left")
        let block = LiveBlock.render(progress, previousHeight: 0, colour: false)
        #expect(block.height == block.text.count { $0 == "\n" })
        #expect(block.text.split(separator: "\n").allSatisfy { $0.count < 80 })
        try Golden.expect(block.text, matches: "live-block-requests")
    }

    @Test("where nobody plans how many there are, none is told")
    func nobodyPlans() {
        func progress(_ families: Set<MetricFamily>) -> Progress {
            Progress(
                elapsed: .seconds(1), left: .seconds(1), phase: "hold", sessionsPlanned: nil, usersPlanned: nil,
                metrics: Samples.metrics { $0.usersChanged(by: 3) }, families: families)
        }
        #expect(ProgressLine.render(progress([.webSocket])).hasPrefix("0:01 hold  0 open  0 attempts"))
        #expect(ProgressLine.render(progress([.requests])).hasPrefix("0:01 hold  3 users  0/s requests"))
        let blocks = [MetricFamily.webSocket, .requests].map {
            LiveBlock.render(progress([$0]), previousHeight: 0, colour: false).text.split(separator: "\n")[1]
        }
        #expect(blocks == ["sessions  0 open   0 attempts   0 failed", "users     3"])
    }

    @Test("rates are those of the last interval, whatever its length")
    func ratesHeedTheInterval() {
        let recorder = Recorder()
        let metrics = RunMetrics()
        metrics.absorb(recorder.harvest(sparing: Interval()), at: .seconds(1))
        recorder.add(.wsMsgsSent, 100)
        metrics.absorb(recorder.harvest(sparing: Interval()), at: .seconds(1.5))
        let progress = Progress(
            elapsed: .seconds(2), left: .zero, phase: "hold", sessionsPlanned: 1, usersPlanned: 1,
            metrics: metrics)
        #expect(progress.sentRate == 200)
    }

    @Test("a block erases exactly the one before it")
    func blockErasesThePrevious() {
        let first = LiveBlock.render(Self.progress(), previousHeight: 0, colour: false)
        let second = LiveBlock.render(Self.progress(), previousHeight: first.height, colour: false)
        #expect(first.height == first.text.count { $0 == "\n" })
        #expect(second.text == "\u{1B}[4A\r\u{1B}[J" + first.text)
        #expect(LiveBlock.clear(height: second.height) == "\u{1B}[4A\r\u{1B}[J")
        #expect(LiveBlock.clear(height: 0).isEmpty)
    }

    @Test("no line of a block reaches 80 columns, so that none wraps")
    func linesDoNotWrap() throws {
        let block = LiveBlock.render(Self.progress(), previousHeight: 0, colour: false)
        #expect(block.text.split(separator: "\n").allSatisfy { $0.count < 80 })
        try Golden.expect(block.text, matches: "live-block")
    }
}
