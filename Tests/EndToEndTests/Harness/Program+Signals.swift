import Foundation

/// Which signals a program has taken over, as the kernel tells (proc(5), `SigIgn` and `SigCgt` of `/proc/PID/status`).
extension Program {
    /// Waits until SIGINT does not simply end the program any more: its run is then about to begin.
    ///
    /// - Throws: when it ends before, or does not come so far.
    func waitUntilInterruptible() throws {
        try waitForOutput("a handler of SIGINT") { _, _ in takesOver(SIGINT) }
    }

    private func takesOver(_ signal: Int32) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)) ?? ""
        return status.split(separator: "\n").contains { line in
            let words = line.split(whereSeparator: { $0 == ":" || $0 == "\t" })
            guard words.count == 2, ["SigIgn", "SigCgt"].contains(words[0]), let mask = UInt64(words[1], radix: 16)
            else { return false }
            // Bit n-1 stands for signal n.
            return mask & 1 << UInt64(signal - 1) != 0
        }
    }
}
