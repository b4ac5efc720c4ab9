import Testing
import Timing

@testable import Metrics

@Suite("Event types")
struct EventTypeTableTests {
    @Test("a type keeps its place over harvests, and the figures of each harvest are its own")
    func placesAreKept() {
        let recorder = Recorder()
        let price = recorder.place(of: "price")
        let trade = recorder.place(of: "trade")
        recorder.recordEvent(at: price, gap: nil, deliveryDelay: .milliseconds(2))
        let first = recorder.harvest(sparing: Interval())
        #expect(recorder.place(of: "price") == price)
        recorder.recordEvent(at: trade, gap: .milliseconds(5), deliveryDelay: nil)
        recorder.recordEvent(at: trade, gap: .milliseconds(5), deliveryDelay: nil)
        let second = recorder.harvest(sparing: Interval())
        #expect(first.eventTypes.rows.map(\.events) == [1, 0])
        #expect(second.eventTypes.rows.map(\.events) == [0, 2])
        #expect(second.eventTypes.rows.map(\.gap.count) == [0, 2])
    }

    @Test("loops that met types in another order merge by name")
    func tablesMergeByName() {
        let total = Interval()
        for names in [["a", "b"], ["b", "a", "c"]] {
            let recorder = Recorder()
            for name in names { recorder.recordEvent(at: recorder.place(of: name), gap: nil, deliveryDelay: nil) }
            total.merge(recorder.harvest(sparing: Interval()))
        }
        let counts = total.eventTypes.rows.map { "\($0.type) \($0.events)" }
        #expect(counts == ["a 2", "b 2", "c 1"])
    }

    @Test("types without end share one row")
    func tableIsBounded() {
        var table = EventTypeTable()
        for index in 0..<1_000 { table.record(table.index(of: "type \(index)"), gap: nil, deliveryDelay: nil) }
        #expect(table.rows.count == 33)
        #expect(table.rows.last?.type == "(other)")
        #expect(table.rows.last?.events == 968)
    }
}

@Suite("Open sessions")
struct OpenSessionsTests {
    @Test("loops add up, and what follows in time does not")
    func levelsCombine() {
        var first = OpenSessions(3)
        first.change(by: 2)
        first.change(by: -4)
        #expect([first.count, first.most, first.fewest] == [1, 5, 1])
        var both = first
        both.merge(OpenSessions(10))
        #expect([both.count, both.most, both.fewest] == [11, 15, 11])
        var later = first
        later.append(OpenSessions(2))
        #expect([later.count, later.most, later.fewest] == [2, 5, 1])
    }
}
