import Glibc

/// What a path leads to, however it is spelt: two paths with one place are one file.
enum FilePlace: Hashable {
    /// Standard input or output that is no file, such as a terminal.
    case standardStream
    /// What is there, links followed.
    case node(device: UInt64, inode: UInt64)
    /// What is not there yet: a name in a folder.
    case entry(device: UInt64, inode: UInt64, name: String)

    /// The place of a path, `-` being the standard stream of that descriptor.
    ///
    /// - Returns: nil where it is nobody's: a device such as `/dev/null` takes any number of results, and in a folder that
    ///   is not there nothing can be written.
    static func system(_ path: String, standard descriptor: Int32) -> FilePlace? {
        var facts = stat()
        // Safe: every call here reads a path, and fills a local value, for its own duration.
        let isThere = unsafe path == "-" ? fstat(descriptor, &facts) == 0 : stat(path, &facts) == 0
        if isThere {
            let kind = facts.st_mode & S_IFMT
            guard kind == S_IFCHR || kind == S_IFBLK else {
                return .node(device: UInt64(facts.st_dev), inode: UInt64(facts.st_ino))
            }
            return path == "-" ? .standardStream : nil
        }
        guard path != "-" else { return .standardStream }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last else { return nil }
        let folder = parts.count == 1 ? "." : parts.dropLast().joined(separator: "/") + "/"
        guard unsafe stat(folder, &facts) == 0 else { return nil }
        return .entry(device: UInt64(facts.st_dev), inode: UInt64(facts.st_ino), name: String(name))
    }
}
