import LWSTransport
import LoadEngine
import Profiles
import TestRuns
import Testing
import Timing

@Suite("Changes that can be made, and those that cannot")
struct LoadChangeTests {
    private func refusal(_ change: LoadChange, _ adapt: (inout RunPlan) -> Void = { _ in }) -> String? {
        var plan = EngineRun.plan(port: 1, route: "/echo")
        adapt(&plan)
        do throws(TextError) {
            try change.check(for: plan)
            return nil
        } catch {
            return error.message
        }
    }

    @Test(
        "what a run can take",
        arguments: [
            LoadChange(connections: 0), LoadChange(connections: 100_000, connectRate: 0.5), LoadChange(connectRate: 10),
            LoadChange(messageRate: .perSession(0)), LoadChange(connections: 1, messageRate: .perSession(2.5)),
        ])
    func possible(change: LoadChange) { #expect(refusal(change) == nil) }

    @Test(
        "what makes no sense is refused with what was expected",
        arguments: [
            (
                LoadChange(),
                "nothing to change; expected connections, a connect rate, a message rate or an arrival rate"
            ),
            (LoadChange(connections: -1), "'-1' is no number of connections; expected 0 to 10000000"),
            (LoadChange(connectRate: 0), "'0.0' is no connect rate; expected a number per second above 0"),
            (LoadChange(connectRate: .nan), "'nan' is no connect rate; expected a number per second above 0"),
            (
                LoadChange(messageRate: .perSession(-2)),
                "'-2.0' is no message rate; expected a number per second, 0 to only listen"
            ),
            (
                LoadChange(messageRate: .perSession(.infinity)),
                "'inf' is no message rate; expected a number per second, 0 to only listen"
            ),
            (
                LoadChange(messageRate: .total(5)),
                "the sessions have a message rate each; expected one per session, not in total"
            ),
            (
                LoadChange(arrivalRate: 1_000_001),
                "'1000001.0' is no arrival rate; expected a number per second, 0 to 1000000"
            ),
            (LoadChange(arrivalRate: 5), "a run without a profile has no arrivals"),
            (LoadChange(scenario: "chat", connections: 1), "there is no scenario 'chat': the run has no profile"),
        ])
    func impossible(change: LoadChange, words: String) { #expect(refusal(change) == words) }

    @Test("event streams have no messages, and a single user no load")
    func elsewhere() {
        #expect(
            refusal(LoadChange(messageRate: .perSession(1))) { $0.session.eventStream = EventStreamPlan() }
                == "event streams send no messages")
        #expect(
            refusal(LoadChange(connections: 1)) { $0.isOnce = true } == "a run of one user each has no load to change")
    }
}
