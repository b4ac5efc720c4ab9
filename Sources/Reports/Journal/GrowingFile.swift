internal import Foundation

/// A file that grows while a run goes on. What cannot be written is told once, at the end; nothing is written after it,
/// since a file with a hole in it would look whole.
package final class GrowingFile {
    private let path: String
    /// Owned: closed in `close` or `deinit`; -1 when it is not open.
    private var descriptor: Int32
    private var error: WriteError?

    /// Empties the file, or makes it.
    package init(_ path: String) {
        self.path = path
        // Safe: the path is read for the call's own duration, here and below.
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if descriptor < 0 { error = Self.failure(at: path) }
    }

    deinit { if descriptor >= 0 { Foundation.close(descriptor) } }

    package func append(_ text: String) { append(Array(text.utf8)) }

    package func append(_ bytes: [UInt8]) {
        guard descriptor >= 0, error == nil else { return }
        var offset = 0
        while offset < bytes.count {
            // The array's storage is borrowed for the call; the offset stays below the count.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                error = Self.failure(at: path)
                return
            }
            offset += count
        }
    }

    /// - Returns: why the file is not whole, if it is not.
    package func close() -> WriteError? {
        if descriptor >= 0, Foundation.close(descriptor) != 0, error == nil { error = Self.failure(at: path) }
        descriptor = -1
        return error
    }

    private static func failure(at path: String) -> WriteError {
        WriteError(path: path, reason: unsafe String(cString: strerror(errno)))
    }
}
