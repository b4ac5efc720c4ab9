internal import CLinux
internal import Glibc

/// What this process has used so far (clock_getres(2), getrusage(2)) and holds now (proc(5), `/proc/self/statm`).
package struct ProcessUsage: Sendable {
    package let cpuSeconds: Double
    package let maxRSSBytes: Int
    package let rssBytes: Int

    package static func now() -> ProcessUsage {
        ProcessUsage(
            cpuSeconds: Double(streamload_process_cpu_nanoseconds()) / 1e9,
            maxRSSBytes: streamload_max_rss_kilobytes() * 1024, rssBytes: residentPages() * 4096)
    }

    private static func residentPages() -> Int {
        guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard unsafe fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
