import Testing
import Timing

@testable import WebServer

@Suite("Peers that are slow, and peers that are not there")
struct DeliveryWatchTests {
    private enum Input {
        case sent(Int)
        /// How many bytes are unacknowledged, and whether the peer is lost.
        case looked(Int, isLost: Bool)
    }

    /// Feeds inputs, each at its second, to a watch of ten seconds' patience.
    private static func check(_ inputs: [(second: Int64, input: Input)]) {
        var watch = DeliveryWatch(patience: .seconds(10))
        for (second, input) in inputs {
            let instant = Instant(nanoseconds: second * 1_000_000_000)
            switch input {
            case .sent(let count): watch.sent(count, at: instant)
            case .looked(let unacknowledged, let isLost):
                #expect(watch.isLost(unacknowledged: unacknowledged, at: instant) == isLost, "second \(second)")
            }
        }
    }

    @Test("Nothing is expected of a peer that was sent nothing, or has it all")
    func silence() {
        Self.check([
            (0, .looked(0, isLost: false)), (100, .looked(0, isLost: false)), (100, .sent(5)),
            (101, .looked(0, isLost: false)), (200, .looked(0, isLost: false)), (200, .sent(5)),
            (209, .looked(5, isLost: false)), (210, .looked(5, isLost: true)),
        ])
    }

    @Test("A peer that takes a byte within its time is waited for, for as long as it does")
    func slowPeer() {
        Self.check(
            [(0, .sent(20))] + (1...19).map { (Int64($0 * 9), .looked(20 - $0, isLost: false)) } + [
                (180, .looked(1, isLost: false)), (181, .looked(1, isLost: true)),
            ])
    }

    @Test("What is sent to a peer that takes nothing gives it no more time")
    func deadPeer() {
        Self.check(
            (0..<10).flatMap { second in
                [(second, .sent(5)), (second, .looked(Int(second + 1) * 5, isLost: false))]
            } + [(10, .looked(50, isLost: true))])
    }

    @Test("What is sent meanwhile hides nothing that is taken")
    func steadyPeer() {
        // 30 bytes are always on their way, each time others.
        Self.check(
            (0..<50).flatMap { second in
                [(second, .sent(5)), (second, .looked(min(Int(second + 1) * 5, 30), isLost: false))]
            })
    }
}
