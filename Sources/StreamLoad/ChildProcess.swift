import Foundation
import Glibc

/// A child process with pipes to its standard input and output, its errors thrown away; ended by its id.
///
/// Spawned by the system's own calls: Foundation's `Process` needs descriptors above a low limit of open files.
final class ChildProcess {
    /// The end that the child reads; closing it tells the child to leave.
    private var input: Int32
    private var output: Int32
    private let id: pid_t
    private var hasEnded = false

    /// - Throws: what the system said, when it cannot be started.
    init(_ executable: String, _ arguments: [String], environment: [String: String]) throws(SystemFailure) {
        var reading: [Int32] = [-1, -1]
        var writing: [Int32] = [-1, -1]
        // Two descriptors each, which is what pipe(2) fills in.
        guard unsafe pipe(&reading) == 0 else { throw SystemFailure("pipe") }
        guard unsafe pipe(&writing) == 0 else {
            for end in reading { close(end) }
            throw SystemFailure("pipe")
        }
        // The child has the ends that it is given, and no other.
        for end in reading + writing { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer {
            close(reading[0])
            close(writing[1])
        }
        var actions = unsafe posix_spawn_file_actions_t()
        // Initialised, used and destroyed in this scope.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, reading[0], STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, writing[1], STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var id: pid_t = 0
        let status = unsafe Self.withCStrings([executable] + arguments) { argv in
            unsafe Self.withCStrings(environment.map { "\($0)=\($1)" }) { envp in
                unsafe posix_spawn(&id, executable, &actions, nil, argv, envp)
            }
        }
        guard status == 0 else {
            close(reading[1])
            close(writing[0])
            throw SystemFailure("starting \(executable)", errno: status)
        }
        self.id = id
        input = reading[1]
        output = writing[0]
    }

    deinit {
        if input >= 0 { close(input) }
        close(output)
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        // Copied for the call and freed after it.
        var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
        return unsafe body(&pointers)
    }

    /// The next bytes of its output; empty at the end of it.
    func readOutput() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        // Read into what was allocated for it, within its count.
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(output, $0.baseAddress, $0.count) }
        return Array(bytes.prefix(max(count, 0)))
    }

    func closeInput() {
        guard input >= 0 else { return }
        close(input)
        input = -1
    }

    func terminate() {
        if isRunning { kill(id, SIGTERM) }
    }

    /// Whether it has not ended; one that has is reaped here.
    var isRunning: Bool {
        guard !hasEnded else { return false }
        hasEnded = waitpid(id, nil, WNOHANG) != 0
        return !hasEnded
    }
}

/// A call of the system that failed, and why.
struct SystemFailure: Error, CustomStringConvertible {
    let description: String

    init(_ attempt: String, errno code: Int32 = errno) {
        // The text is the system's own, and copied here.
        description = "\(attempt): \(unsafe String(cString: strerror(code)))"
    }
}
