import Dispatch
import Glibc
import Synchronization

/// Ctrl-C, SIGTERM and a terminal that hangs up, from now on, told to whoever listens at the time.
final class Interrupts {
    /// Who listens; what comes while nobody does is told to the next one.
    private final class Ear: Sendable {
        private struct State: Sendable {
            var tell: (@Sendable () -> Void)?
            var untold = 0
        }

        private let state = Mutex(State())

        func hear() {
            let tell = state.withLock { state in
                if state.tell == nil { state.untold += 1 }
                return state.tell
            }
            tell?()
        }

        func listen(_ tell: @escaping @Sendable () -> Void) {
            let untold = state.withLock { state in
                defer { state = State(tell: tell) }
                return state.untold
            }
            for _ in 0..<untold { tell() }
        }

        func takeUntold() -> Bool {
            state.withLock { state in
                defer { state.untold = 0 }
                return state.untold > 0
            }
        }

        func rest() { state.withLock { $0.tell = nil } }
    }

    private let ear = Ear()
    private let sources: [any DispatchSourceSignal]

    init() {
        let ear = ear
        sources = ([SIGINT, SIGTERM] + (Self.isHangupIgnored ? [] : [SIGHUP])).map { number in
            // The default action would end us before the reports are written.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { ear.hear() }
            source.resume()
            return source
        }
        // A peer that is gone is a result of `write`, not a reason to end.
        signal(SIGPIPE, SIG_IGN)
    }

    /// As nohup(1) wants it: who starts us so wants us to outlive the terminal.
    private static var isHangupIgnored: Bool {
        var action = sigaction()
        // Reads into a local value; SIG_IGN is the address 1 on Linux (signal.h), and no function lies there.
        guard unsafe sigaction(SIGHUP, nil, &action) == 0 else { return false }
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    deinit {
        for source in sources { source.cancel() }
    }

    /// Tells each one from now on to this listener, and to none before it.
    func listen(_ tell: @escaping @Sendable () -> Void) { ear.listen(tell) }

    /// Keeps each one from now on for the next listener.
    func rest() { ear.rest() }

    /// Whether any came while nobody listened; no listener is told of them any more.
    func takeUntold() -> Bool { ear.takeUntold() }

    /// The same as a stream, one element each.
    func stream() -> AsyncStream<Void> {
        let (stream, send) = AsyncStream<Void>.makeStream()
        listen { send.yield() }
        return stream
    }
}
