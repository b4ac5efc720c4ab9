/// Bytes gathered over several reads, again and again. What a long run of them took is given back, so that an idle
/// stream does not keep it.
struct ReusedBuffer {
    /// Capacity that is kept for the next time.
    private static let kept = 1_024

    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// Borrowed bytes, copied.
    mutating func append(_ piece: UnsafeRawBufferPointer) { unsafe bytes.append(contentsOf: piece) }

    @inline(__always)
    mutating func clear() {
        guard !bytes.isEmpty else { return }
        if bytes.capacity > Self.kept { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
    }

    /// Changes the bytes for others: a line is taken out to be read while its parser changes, and put back for its room.
    /// A copy would cost an allocation a read.
    mutating func exchange(with other: inout [UInt8]) { swap(&bytes, &other) }
}
