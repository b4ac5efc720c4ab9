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

    /// Hands the bytes over; they may come back by `reuse`.
    mutating func take() -> [UInt8] {
        let taken = bytes
        bytes = []
        return taken
    }

    /// Takes back, for its room, what was handed over.
    mutating func reuse(_ taken: consuming [UInt8]) {
        bytes = taken
        clear()
    }
}
