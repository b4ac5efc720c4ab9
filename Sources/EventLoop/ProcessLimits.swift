import CLinux
import Glibc

/// What the system lets this process hold: open files and, towards one service, local ports.
package struct ProcessLimits: Sendable, Equatable {
    /// Descriptors that may be open at once (`RLIMIT_NOFILE`, the soft limit).
    package var openFiles: Int
    /// How far `openFiles` may be raised without privileges (the hard limit).
    package var openFilesCeiling: Int
    /// Descriptors open now.
    package var openFilesNow: Int
    /// The ports that the kernel picks from for a connection (`ip(7)`, `ip_local_port_range`).
    package var localPorts: ClosedRange<Int>

    package init(openFiles: Int, openFilesCeiling: Int, openFilesNow: Int, localPorts: ClosedRange<Int>) {
        self.openFiles = openFiles
        self.openFilesCeiling = openFilesCeiling
        self.openFilesNow = openFilesNow
        self.localPorts = localPorts
    }

    /// Raises the soft limit of open files to the hard one, and reads what then holds.
    package static func raised() -> ProcessLimits {
        var limit = rlimit()
        // Safe: both calls read or fill a local value for their own duration.
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) != 0 {
            limit = rlimit(rlim_cur: 1024, rlim_max: 1024)
        }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        return ProcessLimits(
            openFiles: Int(clamping: limit.rlim_cur), openFilesCeiling: Int(clamping: limit.rlim_max),
            openFilesNow: countOpenFiles(), localPorts: readLocalPorts())
    }

    /// Reads the two numbers of `/proc/sys/net/ipv4/ip_local_port_range`; Linux's own default where there is no such
    /// file.
    private static func readLocalPorts() -> ClosedRange<Int> {
        let standard = 32_768...60_999
        let descriptor = unsafe open("/proc/sys/net/ipv4/ip_local_port_range", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return standard }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        // Safe: the array outlives the call, which writes within its count.
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        return parseLocalPorts(String(decoding: bytes[..<max(count, 0)], as: UTF8.self)) ?? standard
    }

    static func parseLocalPorts(_ text: String) -> ClosedRange<Int>? {
        let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        guard numbers.count == 2, numbers[0] <= numbers[1], numbers[0] > 0, numbers[1] <= 65_535 else { return nil }
        return numbers[0]...numbers[1]
    }

    private static func countOpenFiles() -> Int {
        guard let folder = unsafe opendir("/proc/self/fd") else { return 3 }
        var count = 0
        // Safe: the folder is open until it is closed here, and no entry outlives its round.
        while unsafe readdir(folder) != nil { count += 1 }
        unsafe closedir(folder)
        // The listing holds `.`, `..` and the descriptor that it is read through.
        return max(0, count - 3)
    }
}
