import Foundation
import Synchronization

/// Tells whether processes of this machine had to wait for a processor.
///
/// Either of two signs is enough: a thread that mostly sleeps, as a loop does, woke late, whatever the cause, be it that
/// the whole machine stood still; or the kernel's own count of waiting processes grew.
final class StarvationWatch: Sendable {
    private struct State {
        var begin = ContinuousClock.now
        var waitedBefore = Duration.zero
        var latest = Duration.zero
    }

    /// A wake that is so late costs an arrival at the end of a run.
    private static let lateWake = Duration.milliseconds(15)
    /// The share of the time in which somebody waited.
    private static let waitingPart = 10
    private let state: Mutex<State>

    init() {
        state = Mutex(State())
        Thread.detachNewThread { [weak self] in
            var last = ContinuousClock.now
            while true {
                usleep(5_000)
                let now = ContinuousClock.now
                let late = last.duration(to: now) - .milliseconds(5)
                last = now
                guard let self else { return }
                self.state.withLock { $0.latest = max($0.latest, late) }
            }
        }
    }

    func restart() {
        state.withLock { $0 = State(waitedBefore: Self.waited()) }
    }

    /// Whether somebody had to wait since the last restart.
    var isStarved: Bool {
        state.withLock { state in
            let waited = Self.waited() - state.waitedBefore
            return state.latest > Self.lateWake || waited > state.begin.duration(to: .now) / Self.waitingPart
        }
    }

    /// How long, since the machine began, some process had work and no processor: waiting for its turn (proc(5),
    /// `/proc/pressure/cpu`), or while another machine on the same hardware had it (`/proc/stat`, "steal"). Zero on
    /// systems that do not tell.
    private static func waited() -> Duration {
        let pressure = words("/proc/pressure/cpu").first { $0.hasPrefix("total=") }.flatMap { Int($0.dropFirst(6)) }
        let stolenTicks = words("/proc/stat").dropFirst(8).first.flatMap { Int($0) }
        return .microseconds(pressure ?? 0) + .milliseconds(10 * (stolenTicks ?? 0))
    }

    private static func words(_ path: String) -> [Substring] {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split { $0 == " " || $0 == "\n" }
    }
}
