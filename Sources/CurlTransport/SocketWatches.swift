internal import EventLoop

/// The watches of libcurl's sockets.
///
/// libcurl takes its interest in a connection back at the end of every transfer and declares it anew at the next. The
/// watch of an established connection stays as it was in between, which saves four system calls a transfer; an event
/// that comes meanwhile (the peer ends an idle connection) is nobody's and ends it. Every other watch ends with the
/// interest: libcurl closes the descriptors that it opened for itself, and sockets that it only tried, without a word.
///
/// A watch that libuv has stopped is not kept: the loop's other guests take such for their own
/// (`EventLoop.closeStoppedWatches`).
struct SocketWatches {
    private final class Entry {
        var watch: DescriptorWatch?
        /// What libcurl waits for now.
        var wanted: DescriptorWatch.Readiness = []
        /// Whether libcurl tells when it is closed.
        var isEstablished = false
        /// Who dials on it.
        var opener: EasyHandle?
        /// What has been counted of its bytes.
        var counted = (sent: 0, received: 0)
    }

    private var entries: [Int32: Entry] = [:]
    /// Bytes through all sockets, as of the last count.
    private(set) var bytes = (sent: 0, received: 0)

    var isEmpty: Bool { entries.isEmpty }

    /// A socket to dial on.
    mutating func opened(_ descriptor: Int32, for handle: EasyHandle) {
        let entry = Entry()
        entry.opener = handle
        entries[descriptor] = entry
    }

    /// An answer came from there.
    func established(_ descriptor: Int32) {
        guard let entry = entries[descriptor] else { return }
        entry.isEstablished = true
        entry.opener = nil
    }

    /// - Throws: `EventLoopError` when the descriptor cannot be watched.
    mutating func wait(
        for wanted: DescriptorWatch.Readiness, of descriptor: Int32, on loop: EventLoop,
        ready: @escaping (DescriptorWatch.Readiness) -> Void
    ) throws(EventLoopError) {
        let entry = entries[descriptor] ?? Entry()
        entries[descriptor] = entry
        entry.wanted = wanted
        if let watch = entry.watch { return watch.wait(for: wanted) }
        let watch = try DescriptorWatch(on: loop, descriptor: descriptor) { [unowned entry] readiness in
            let isWanted = !entry.wanted.isEmpty
            if !isWanted || readiness == .failed {
                entry.watch?.close()
                entry.watch = nil
            }
            if isWanted { ready(readiness) }
        }
        entry.watch = watch
        watch.wait(for: wanted)
    }

    /// libcurl waits for nothing of it.
    mutating func rest(_ descriptor: Int32) {
        guard let entry = entries[descriptor] else { return }
        guard entry.isEstablished else { return forget(descriptor) }
        entry.wanted = []
    }

    /// The descriptor is about to be closed.
    mutating func forget(_ descriptor: Int32) {
        guard let entry = entries.removeValue(forKey: descriptor) else { return }
        count(entry, descriptor)
        entry.watch?.close()
        entry.opener?.willClose(descriptor)
    }

    /// Brings `bytes` up to date.
    mutating func count() {
        for (descriptor, entry) in entries { count(entry, descriptor) }
    }

    private mutating func count(_ entry: Entry, _ descriptor: Int32) {
        guard let now = SocketFacts.bytes(of: descriptor) else { return }
        bytes.sent += now.sent - entry.counted.sent
        bytes.received += now.received - entry.counted.received
        entry.counted = now
    }

    mutating func close() {
        for entry in entries.values { entry.watch?.close() }
        entries = [:]
    }
}
