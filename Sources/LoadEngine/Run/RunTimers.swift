internal import Timing

/// What a run is to be told at an instant, until it is over.
struct RunTimers {
    private var tasks: [Task<Void, Never>] = []

    mutating func call(at instant: Instant, _ body: @escaping @Sendable () -> Void) {
        tasks.append(
            Task {
                await Self.sleep(until: instant)
                body()
            })
    }

    /// Calls at every full second from an instant on.
    mutating func callEachSecond(from start: Instant, _ body: @escaping @Sendable () -> Void) {
        tasks.append(
            Task {
                var second = 1
                while !Task.isCancelled {
                    await Self.sleep(until: start + Nanoseconds.seconds(Double(second)))
                    body()
                    second += 1
                }
            })
    }

    func cancel() {
        for task in tasks { task.cancel() }
    }

    private static func sleep(until instant: Instant) async {
        let rest = instant - Instant.now()
        guard rest > .zero else { return }
        // A cancelled sleep ends early; nobody hears of what follows.
        try? await Task.sleep(nanoseconds: UInt64(rest.count))
    }
}
