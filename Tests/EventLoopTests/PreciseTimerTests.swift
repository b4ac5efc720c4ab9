import EventLoop
import Testing
import Timing

@Suite("The precise timer", .timeLimit(.minutes(1)))
struct PreciseTimerTests {
    @Test("it fires at its instant or after, never before")
    func firesNeverEarly() throws {
        let bench = try TimerBench()
        for delay in [0.05, 0.3, 0.999, 1.5, 4, 20] {
            let due = Instant.now() + .milliseconds(delay)
            bench.timer.arm(at: due)
            #expect(bench.nextFiring() >= due, "\(delay) ms")
        }
        bench.close()
    }

    @Test("a past instant fires at once", arguments: [Int64.min, -1, 0, 1, 1_000_000_000])
    func pastFiresAtOnce(nanoseconds: Int64) throws {
        let bench = try TimerBench()
        bench.timer.arm(at: Instant(nanoseconds: nanoseconds))
        let limit = try bench.limit(.seconds(5))
        #expect(bench.nextFiring() < limit.due)
        limit.timer.close()
        bench.close()
    }

    @Test("an earlier instant replaces the one set, a later one does not")
    func earlierInstantWins() throws {
        let bench = try TimerBench()
        let start = Instant.now()
        bench.timer.arm(at: start + .seconds(30))
        bench.timer.arm(at: start + .milliseconds(3))
        bench.timer.arm(at: start + .seconds(20))
        let firing = bench.nextFiring()
        #expect(firing >= start + .milliseconds(3))
        #expect(firing < start + .seconds(20))
        bench.close()
    }

    @Test("it fires once for an instant, and again only when it is armed again")
    func firesOnce() throws {
        let bench = try TimerBench()
        bench.timer.arm(at: .now())
        _ = bench.nextFiring()
        let limit = try bench.limit(.milliseconds(5))
        #expect(bench.nextFiring() == .distantFuture)
        #expect(bench.firings == 1)
        limit.timer.close()
        let due = Instant.now() + .milliseconds(1)
        bench.timer.arm(at: due)
        #expect(bench.nextFiring() >= due)
        #expect(bench.firings == 2)
        bench.close()
    }

    @Test("armed from its own firing, it goes on")
    func goesOnFromItsFiring() throws {
        let bench = try TimerBench()
        bench.rearms = 50
        bench.timer.arm(at: .now())
        _ = bench.nextFiring()
        #expect(bench.firings == 51)
        bench.close()
    }

    @Test("closed in its own firing, it leaves alone a timer that got its descriptor")
    func closedTimerTouchesNoOther() throws {
        let loop = try EventLoop()
        let scene = Succession()
        scene.first = try PreciseTimer(on: loop) {
            scene.first?.close()
            // The lowest free descriptor is the one just closed.
            scene.second = try? PreciseTimer(on: loop) {
                scene.secondFired = true
                loop.stop()
            }
            scene.second?.arm(at: .now() + .milliseconds(1))
        }
        let limit = try PreciseTimer(on: loop) { loop.stop() }
        limit.arm(at: .now() + .seconds(5))
        scene.first?.arm(at: .now())
        loop.run()
        #expect(scene.secondFired)
        scene.second?.close()
        limit.close()
        #expect(loop.close())
    }
}

private final class Succession {
    var first: PreciseTimer?
    var second: PreciseTimer?
    var secondFired = false
}

/// A timer on a loop of its own that stops the loop when it fires.
private final class TimerBench {
    let loop: EventLoop
    private var made: PreciseTimer?
    private(set) var firings = 0
    private var lastFiring = Instant.distantFuture
    /// How often the timer arms itself again before it stops the loop.
    var rearms = 0

    init() throws {
        loop = try EventLoop()
        made = try PreciseTimer(on: loop) { [unowned self] in fired() }
    }

    var timer: PreciseTimer {
        guard let made else { preconditionFailure("made in init") }
        return made
    }

    /// Runs the loop until the timer fires, or `distantFuture` when something else stopped it.
    func nextFiring() -> Instant {
        lastFiring = .distantFuture
        loop.run()
        return lastFiring
    }

    /// Another timer that ends the wait for the first.
    func limit(_ wait: Nanoseconds) throws -> (timer: PreciseTimer, due: Instant) {
        let loop = loop
        let limit = try PreciseTimer(on: loop) { loop.stop() }
        let due = Instant.now() + wait
        limit.arm(at: due)
        return (limit, due)
    }

    func close() {
        timer.close()
        #expect(loop.close())
    }

    private func fired() {
        lastFiring = .now()
        firings += 1
        if rearms > 0 {
            rearms -= 1
            timer.arm(at: .now() + .microseconds(50))
        } else {
            loop.stop()
        }
    }
}
