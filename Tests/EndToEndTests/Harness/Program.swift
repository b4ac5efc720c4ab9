import Foundation

/// A process started by a test: its output goes to files, so that no pipe fills up, and it is ended by its id.
///
/// It is spawned and awaited with the system's own calls: Foundation's `Process` learns of an end through a socket that
/// other children may hold open, and then waits for ever.
final class Program {
    let processID: pid_t
    private let folder: TemporaryFolder
    private var input: Int32
    private var ending: Int32?

    init(_ executable: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw ProgramError("no pipe") }
        // Children must not keep each other's inputs open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        input = ends[1]
        defer { close(ends[0]) }
        var actions = unsafe posix_spawn_file_actions_t()
        // The actions are initialised, used and destroyed within this scope; the C strings live as long as the spawn.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        let mode = O_WRONLY | O_CREAT | O_TRUNC
        unsafe posix_spawn_file_actions_addopen(&actions, 1, folder.path("stdout"), mode, 0o644)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, folder.path("stderr"), mode, 0o644)
        // A terminal that hangs up ends a child, even where nohup(1) began the tests.
        var attributes = posix_spawnattr_t()
        var defaults = sigset_t()
        // As the actions: initialised, used and destroyed within this scope.
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe sigemptyset(&defaults)
        unsafe sigaddset(&defaults, SIGHUP)
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        var id: pid_t = 0
        let path = executable.path
        let status = unsafe Self.withCStrings([path] + arguments) { argv in
            unsafe Self.withCStrings(variables) { envp in
                unsafe posix_spawn(&id, path, &actions, &attributes, argv, envp)
            }
        }
        guard status == 0 else {
            close(ends[1])
            throw ProgramError("\(path): \(unsafe String(cString: strerror(status)))")
        }
        processID = id
    }

    deinit {
        endInput()
        // A peer may have a server of its own to stop first.
        let limit = Date(timeIntervalSinceNow: 3)
        while isRunning, Date() < limit { usleep(5_000) }
        guard isRunning else { return }
        kill(processID, SIGKILL)
        var status: Int32 = 0
        unsafe waitpid(processID, &status, 0)
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        // Copied for the call and freed after it.
        var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
        return unsafe body(&pointers)
    }

    var output: String { (try? String(contentsOfFile: folder.path("stdout"), encoding: .utf8)) ?? "" }
    var errors: String { (try? String(contentsOfFile: folder.path("stderr"), encoding: .utf8)) ?? "" }

    func signal(_ number: Int32) { kill(processID, number) }

    /// Writes a line to the input.
    func tell(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        // The bytes are the array's for the length of the call; so few of them fit into a pipe at once.
        unsafe bytes.withUnsafeBytes { _ = unsafe write(input, $0.baseAddress, $0.count) }
    }

    /// Ends the input, which a peer takes as the wish to report and leave.
    func endInput() {
        guard input >= 0 else { return }
        close(input)
        input = -1
    }

    /// Whether it has not ended; its status is kept when it has.
    var isRunning: Bool {
        guard ending == nil else { return false }
        var status: Int32 = 0
        guard unsafe waitpid(processID, &status, WNOHANG) == processID else { return true }
        // As WIFEXITED and friends read it (wait(2)): the low seven bits are the signal.
        ending = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        return false
    }

    /// Waits until the output satisfies a condition.
    ///
    /// - Throws: when the process ends before, or the limit is reached.
    func waitForOutput(
        within seconds: Double = 20, _ what: String, until isMet: (_ output: String, _ errors: String) -> Bool
    ) throws {
        let limit = Date(timeIntervalSinceNow: seconds)
        while !isMet(output, errors) {
            guard isRunning, Date() < limit else {
                throw ProgramError("\(what) did not come; output: \(output.suffix(500)) errors: \(errors.suffix(2000))")
            }
            // Polling the file for a condition with a limit, not a guess at how long it takes.
            usleep(5_000)
        }
    }

    /// Waits for the end and returns the exit status, or the negative signal.
    ///
    /// - Throws: when the limit is reached; the process is then killed.
    @discardableResult
    func wait(within seconds: Double) throws -> Int32 {
        let limit = Date(timeIntervalSinceNow: seconds)
        while isRunning {
            guard Date() < limit else {
                kill(processID, SIGKILL)
                throw ProgramError("still running after \(seconds) s; errors: \(errors.suffix(2000))")
            }
            usleep(5_000)
        }
        return ending ?? 0
    }
}

struct ProgramError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
