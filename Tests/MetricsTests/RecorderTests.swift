import Metrics
import Testing
import Timing

@Suite("Recording and harvesting")
struct RecorderTests {
    @Test("a harvest takes everything away, and nothing is counted twice or lost")
    func harvestTakesEverything() {
        let recorder = Recorder()
        recorder.record(.wsPing, .milliseconds(1))
        recorder.add(.dataSent, 100)
        recorder.record(.wsConnectFailed, happened: true)
        recorder.addError(.wsConnect, cause: "refused")
        recorder.ledger.attempt()
        let first = recorder.harvest(sparing: Interval())
        recorder.add(.dataSent, 1)
        let spare = Interval()
        let second = recorder.harvest(sparing: spare)
        #expect([first[.wsPing].count, second[.wsPing].count] == [1, 0])
        #expect([first[.dataSent], second[.dataSent]] == [100, 1])
        #expect([first.ledger.attempts, second.ledger.attempts] == [1, 0])
        #expect(first.errors.counts.count == 1)
        #expect(second.errors.counts.isEmpty)
    }

    @Test("open sessions live on across harvests, with the extremes of each interval")
    func openCarriesOver() {
        let recorder = Recorder()
        for _ in 0..<5 { recorder.openChanged(by: 1, of: .webSocket) }
        let first = recorder.harvest(sparing: Interval())
        recorder.openChanged(by: -2, of: .webSocket)
        recorder.openChanged(by: 1, of: .webSocket)
        let second = recorder.harvest(sparing: Interval())
        #expect([first.open.count, first.open.most, first.open.fewest] == [5, 5, 0])
        #expect([second.open.count, second.open.most, second.open.fewest] == [4, 5, 3])
    }

    @Test("the peak of a run is the most sessions open at once, not the sum over its seconds")
    func peakIsALevel() {
        let recorder = Recorder()
        let metrics = RunMetrics()
        for second in 1...3 {
            for _ in 0..<2 { recorder.openChanged(by: 1, of: .webSocket) }
            recorder.openChanged(by: -1, of: .webSocket)
            metrics.absorb(recorder.harvest(sparing: Interval()), at: .seconds(Double(second)))
        }
        #expect(metrics.peakOpen == 4)
        #expect(metrics.total.open.count == 3)
    }

    @Test("totals are the sum of the intervals, and the last interval stands alone")
    func totalsAddUp() {
        let recorder = Recorder()
        let metrics = RunMetrics()
        for second in 1...4 {
            recorder.add(.wsMsgsSent, second)
            recorder.record(.wsResponseTime, .milliseconds(Double(second)))
            metrics.absorb(recorder.harvest(sparing: Interval()), at: .seconds(Double(second)))
        }
        #expect(metrics.total[.wsMsgsSent] == 10)
        #expect(metrics.last[.wsMsgsSent] == 4)
        #expect(metrics.total[.wsResponseTime].count == 4)
        #expect(metrics.last[.wsResponseTime].minimum == 4)
    }
}
