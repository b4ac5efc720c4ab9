import Metrics
import Testing
import Timing

@Suite("The timeline")
struct TimelineTests {
    @Test("a day keeps a bounded number of rows, and every count of it")
    func dayIsBounded() {
        let recorder = Recorder()
        var timeline = Timeline()
        var spare = Interval()
        for second in 1...86_400 {
            recorder.add(.wsMsgsSent, second % 7)
            let interval = recorder.harvest(sparing: spare)
            timeline.append(interval, at: .seconds(Double(second)))
            interval.reset()
            spare = interval
        }
        timeline.close()
        #expect(timeline.rows.count <= 3_600)
        #expect(timeline.interval == 32)
        let counted = timeline.rows.reduce(0) { $0 + $1.counts[CounterMetric.wsMsgsSent.rawValue] }
        let sent = (1...86_400).reduce(0) { $0 + $1 % 7 }
        #expect(counted == sent)
        #expect(zip(timeline.rows, timeline.rows.dropFirst()).allSatisfy { $1.time - $0.time <= 32 })
        #expect(timeline.rows.last?.time == 86_400)
    }

    @Test("a row keeps its second's percentiles, and none where nothing was measured")
    func rowsKeepPercentiles() throws {
        let recorder = Recorder()
        recorder.record(.wsResponseTime, .milliseconds(3))
        var timeline = Timeline()
        timeline.append(recorder.harvest(sparing: Interval()), at: .seconds(1))
        let row = try #require(timeline.rows.first)
        #expect(row.percentiles[0] == [3, 3, 3])
        #expect(row.percentiles[1] == [nil, nil, nil])
    }
}
