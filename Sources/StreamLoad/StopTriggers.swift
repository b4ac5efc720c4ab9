import Dispatch
import Glibc
import Target

/// What ends a target server from outside: signals, and the end of standard input. Nothing runs in a signal handler; the
/// server hears of it on its loop.
struct StopTriggers {
    private let sources: [any DispatchSourceSignal]

    /// - Parameters:
    ///   - signals: each of them ends the server.
    ///   - watchesStandardInput: so does the end of standard input, which a parent that dies brings about too.
    ///   - control: the server's.
    init(signals: [Int32], watchesStandardInput: Bool, control: TargetControl) {
        sources = signals.map { number in
            // Ignored by the default action first: the source sees it all the same (signal(7), signalfd(2)).
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { control.stop() }
            source.resume()
            return source
        }
        guard watchesStandardInput else { return }
        // A read that blocks works for pipes, terminals and files alike; the process may end in the middle of it.
        DispatchQueue.global().async {
            var byte: UInt8 = 0
            while true {
                // Safe: one byte into a local.
                let count = unsafe read(STDIN_FILENO, &byte, 1)
                guard count > 0 || (count < 0 && errno == EINTR) else { break }
            }
            control.stop()
        }
    }
}
