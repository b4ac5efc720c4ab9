internal import CLinux
internal import Glibc

/// What this process has used so far and holds now (clock_getres(2), proc(5): `/proc/self/status`).
package struct ProcessUsage: Sendable {
    package let cpuSeconds: Double
    /// The most that was resident at once. Not `getrusage`'s figure, which begins with the parent's at the time of the
    /// exec.
    package let maxRSSBytes: Int
    package let rssBytes: Int

    package static func now() -> ProcessUsage {
        let status = readStatus()
        return ProcessUsage(
            cpuSeconds: Double(streamload_process_cpu_nanoseconds()) / 1e9,
            maxRSSBytes: bytes(of: "VmHWM:", in: status), rssBytes: bytes(of: "VmRSS:", in: status))
    }

    private static func readStatus() -> String {
        guard let file = unsafe fopen("/proc/self/status", "r") else { return "" }
        defer { unsafe fclose(file) }
        var text = [UInt8](repeating: 0, count: 4_096)
        // The kernel hands the whole file over in one read; what does not fit is of no interest here.
        let count = unsafe fread(&text, 1, text.count, file)
        return String(decoding: text[..<count], as: UTF8.self)
    }

    /// A line such as `VmHWM:     9348 kB`; 0 where the kernel does not tell.
    private static func bytes(of field: String, in status: String) -> Int {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(field) }) else { return 0 }
        return (line.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}
