internal import Glibc

/// The `openssl` command line at work; output and errors arrive together.
///
/// It is spawned and awaited with the system's own calls: Foundation's `Process` learns of an end through a socket that
/// other children may hold open, and then waits for ever.
package final class OpenSSLProcess {
    private let processID: pid_t
    private let output: Int32
    private var isAwaited = false

    /// - Throws: `OpenSSLFailure` when there is no such command.
    package init(_ arguments: [String]) throws {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw OpenSSLFailure(description: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        output = ends[0]
        var actions = unsafe posix_spawn_file_actions_t()
        // The actions and the copied texts live until the spawn has returned.
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        var texts = unsafe (["openssl"] + arguments).map { unsafe strdup($0) } + [nil]
        var id: pid_t = 0
        let status = unsafe posix_spawnp(&id, "openssl", &actions, nil, &texts, unsafe environ)
        unsafe texts.forEach { unsafe free($0) }
        unsafe posix_spawn_file_actions_destroy(&actions)
        processID = id
        guard status == 0 else {
            isAwaited = true
            throw OpenSSLFailure(description: "openssl: \(unsafe String(cString: strerror(status)))")
        }
    }

    deinit {
        close(output)
        if !isAwaited {
            kill(processID, SIGKILL)
            _ = wait()
        }
    }

    /// What it says up to and including a line that satisfies the condition, or to its end.
    package func read(untilLine isMet: (Substring) -> Bool = { _ in false }) -> String {
        var text: [UInt8] = []
        var byte: UInt8 = 0
        // One byte at a time into a place of our own: nothing beyond the line is taken.
        while unsafe Glibc.read(output, &byte, 1) == 1 {
            text.append(byte)
            guard byte == UInt8(ascii: "\n") else { continue }
            let line = String(decoding: text, as: UTF8.self).dropLast().split(separator: "\n").last
            if let line, isMet(line) { break }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Waits for its end, and returns the status as `waitpid(2)` gives it: 0 for success.
    package func wait() -> Int32 {
        isAwaited = true
        var status: Int32 = 0
        // The status is written during the call alone.
        while unsafe waitpid(processID, &status, 0) == -1, errno == EINTR {}
        return status
    }
}

/// The command's own words.
package struct OpenSSLFailure: Error, CustomStringConvertible {
    package let description: String
}
