import Foundation

/// What a program has started itself, as the kernel lists it (proc(5), `/proc/PID/task/TID/children`).
extension Program {
    var children: [pid_t] {
        let tasks = "/proc/\(processID)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return threads.flatMap { thread in
            let list = (try? String(contentsOfFile: "\(tasks)/\(thread)/children", encoding: .utf8)) ?? ""
            return list.split(separator: " ").compactMap { pid_t($0) }
        }
    }

    /// Whether a process still runs: it exists, and is no zombie that only waits to be reaped.
    static func runs(_ processID: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8) else { return false }
        // The state follows the name in parentheses.
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    }
}
