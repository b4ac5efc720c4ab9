internal import Foundation

/// A result could not be written: where, and the system's reason.
package struct WriteError: Error, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "cannot write \(path): \(reason)" }
}

/// Result files appear whole or not at all.
package enum FileWriter {
    /// Writes to a temporary file beside `path`, brings it to the disk, and renames it; `-` is standard output.
    ///
    /// - Throws: `WriteError`; the temporary file is gone then, and what was at `path` before is untouched.
    package static func write(_ bytes: [UInt8], to path: String) throws(WriteError) {
        guard path != "-" else {
            do throws(WriteError) { try writeAll(bytes, to: STDOUT_FILENO, at: "standard output") } catch {
                // Whoever read it has read enough.
                guard errno == EPIPE else { throw error }
            }
            return
        }
        guard isReplaceable(path) else { return try writeDirectly(bytes, to: path) }
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(at: path) }
        do throws(WriteError) {
            defer { close(descriptor) }
            try writeAll(bytes, to: descriptor, at: path)
            guard fsync(descriptor) == 0 else { throw failure(at: path) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        guard unsafe rename(temporary, path) == 0 else {
            let reason = failure(at: path)
            unsafe unlink(temporary)
            throw reason
        }
    }

    /// Whether a rename may take the place of what is there. Renaming over `/dev/null` would delete the device, over a
    /// named pipe the pipe; those are written to instead. A link is followed only to what is no file.
    private static func isReplaceable(_ path: String) -> Bool {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { return true }
        return facts.st_mode & S_IFMT == S_IFREG || facts.st_mode & S_IFMT == S_IFDIR
    }

    private static func writeDirectly(_ bytes: [UInt8], to path: String) throws(WriteError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(at: path) }
        defer { close(descriptor) }
        try writeAll(bytes, to: descriptor, at: path)
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, at path: String) throws(WriteError) {
        var offset = 0
        while offset < bytes.count {
            // The array's storage is borrowed for the call; the offset stays below the count.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Foundation.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(at: path) }
            offset += count
        }
    }

    private static func failure(at path: String) -> WriteError {
        WriteError(path: path, reason: unsafe String(cString: strerror(errno)))
    }
}
