import EventLoop
import Glibc

/// What flags are read against: the environment and the machine. A test makes its own.
struct Surroundings {
    /// Why a file cannot be read or written, in the system's words.
    struct FileError: Error, Equatable {
        let reason: String
    }

    /// As the process was started with, its own name left out.
    var arguments: [String]
    var environment: [String: String]
    var coreCount: Int
    /// The seed of a run that names none.
    var seed: UInt64
    var readFile: (String) -> Result<[UInt8], FileError>
    /// The same of what is a regular file; nothing else is waited for.
    var readRegularFile: (String) -> Result<[UInt8], FileError>
    /// All of standard input.
    var readInput: () -> Result<[UInt8], FileError>
    /// Why a result cannot be written to a path; nil when nothing is known to stand against it.
    var writeFailure: (String) -> String?
    /// What a path to write to leads to; nil where any number of results may go.
    var outputPlace: (String) -> FilePlace?
    /// The same of a path to read from.
    var inputPlace: (String) -> FilePlace?
    /// Why no session can be dialled from an address; nil when one can.
    var bindFailure: (SocketAddress) -> String?

    static func system() -> Surroundings {
        Surroundings(
            arguments: Array(CommandLine.arguments.dropFirst()), environment: systemEnvironment(),
            coreCount: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), seed: .random(in: 0..<1 << 53),
            readFile: readSystemFile, readRegularFile: readRegularSystemFile, readInput: { read(STDIN_FILENO) },
            writeFailure: systemWriteFailure,
            outputPlace: { FilePlace.system($0, standard: STDOUT_FILENO) },
            inputPlace: { FilePlace.system($0, standard: STDIN_FILENO) },
            bindFailure: { $0.bindFailure() })
    }

    private static func systemEnvironment() -> [String: String] {
        var variables: [String: String] = [:]
        // Safe: `environ` is an array of texts that ends in null, and nothing in this process changes it.
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let pair = unsafe String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
            unsafe entry += 1
        }
        return variables
    }

    /// No certificate, key or request body is larger.
    private static let largestFile = 16 << 20

    private static func readSystemFile(_ path: String) -> Result<[UInt8], FileError> {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(FileError(reason: errorText())) }
        defer { close(descriptor) }
        return read(descriptor)
    }

    private static func readRegularSystemFile(_ path: String) -> Result<[UInt8], FileError> {
        // A FIFO that nobody writes to would be waited for; of a regular file the flag changes nothing (open(2)).
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(FileError(reason: errorText())) }
        defer { close(descriptor) }
        var facts = stat()
        // Safe: the call fills a local value.
        guard unsafe fstat(descriptor, &facts) == 0 else { return .failure(FileError(reason: errorText())) }
        let kind = facts.st_mode & S_IFMT
        guard kind == S_IFREG else { return .failure(FileError(reason: "it is \(name(ofKind: kind))")) }
        return read(descriptor)
    }

    /// A kind of file by its bits (inode(7)), and what is expected in its place.
    private static func name(ofKind kind: mode_t) -> String {
        let name =
            switch kind {
            case S_IFDIR: "a directory"
            case S_IFIFO: "a FIFO"
            case S_IFCHR, S_IFBLK: "a device"
            case S_IFSOCK: "a socket"
            default: "no file"
            }
        return "\(name); expected a regular file"
    }

    private static func read(_ descriptor: Int32) -> Result<[UInt8], FileError> {
        var contents: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while contents.count <= largestFile {
            // Safe: the array outlives the call, which writes within its count.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { return .failure(FileError(reason: errorText())) }
            guard count > 0 else { return .success(contents) }
            contents += chunk[..<count]
        }
        return .failure(FileError(reason: "it is larger than \(largestFile) bytes"))
    }

    /// A result is written to a temporary file beside its path and renamed, so just such a file is tried: permissions
    /// alone do not tell of file systems that create nothing. Devices and pipes are written to as they are.
    private static func systemWriteFailure(_ path: String) -> String? {
        var facts = stat()
        // Safe: every call here reads a path, and `stat` fills a local value, for its own duration.
        if unsafe stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG {
            guard facts.st_mode & S_IFMT != S_IFDIR else { return "Is a directory" }
            return unsafe access(path, W_OK) == 0 ? nil : errorText()
        }
        let probe = "\(path).\(getpid()).tmp"
        let descriptor = unsafe open(probe, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return errorText() }
        close(descriptor)
        unsafe unlink(probe)
        return nil
    }

    private static func errorText() -> String { unsafe String(cString: strerror(errno)) }
}
