internal import Glibc

/// A stream of JSON values, one a line (ndjson.org, jsonlines.org), as a value: each line is an event without type and
/// ID. Blank lines are skipped, and the last line may lack its end.
///
/// Hot path: a line that lies whole in a read is handed on where it lies; only one that spans reads is gathered, in a
/// buffer that is used again.
package struct LineParser {
    private let longestLine: Int
    private var unfinishedLine = ReusedBuffer()

    /// - Parameter longestLine: how many bytes a line may have, its line feed not counted.
    package init(longestLine: Int) { self.longestLine = longestLine }

    /// Reads on. Stops early, never to go on, when `goesOn` says false after something was told.
    ///
    /// - Throws: `OversizedEvent`; nothing may be read after it.
    package mutating func consume(
        _ input: UnsafeRawBufferPointer, for receiver: some EventReceiver, while goesOn: () -> Bool
    ) throws(OversizedEvent) {
        // Slices of `input`, used before this returns.
        var rest = unsafe input
        while let end = unsafe Self.lineFeed(in: rest) {
            let line = unsafe UnsafeRawBufferPointer(rebasing: rest[..<end])
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
            try admit(line.count)
            if unfinishedLine.isEmpty {
                unsafe Self.deliver(line, to: receiver)
            } else {
                unsafe unfinishedLine.append(line)
                deliverGathered(to: receiver)
            }
            guard goesOn() else { return }
        }
        try admit(rest.count)
        unsafe unfinishedLine.append(rest)
    }

    /// The body ended in order: what lacks its line feed is a line all the same.
    package mutating func finish(for receiver: some EventReceiver) {
        if !unfinishedLine.isEmpty { deliverGathered(to: receiver) }
    }

    private func admit(_ count: Int) throws(OversizedEvent) {
        guard unfinishedLine.count + count <= longestLine else { throw OversizedEvent(limit: longestLine) }
    }

    private mutating func deliverGathered(to receiver: some EventReceiver) {
        var line: [UInt8] = []
        unfinishedLine.exchange(with: &line)
        // Lent for the length of the call.
        unsafe line.withUnsafeBytes { unsafe Self.deliver($0, to: receiver) }
        unfinishedLine.exchange(with: &line)
        unfinishedLine.clear()
    }

    private static func deliver(_ line: UnsafeRawBufferPointer, to receiver: some EventReceiver) {
        var data = unsafe line
        if unsafe data.last == UInt8(ascii: "\r") { unsafe data = UnsafeRawBufferPointer(rebasing: data.dropLast()) }
        guard data.count > 0 else { return }
        let none = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        unsafe receiver.received(StreamEvent(type: none, data: data, lastEventID: none, hasNewID: false))
    }

    /// The index of the first line feed, nil when there is none.
    @inline(__always)
    private static func lineFeed(in bytes: UnsafeRawBufferPointer) -> Int? {
        // The search stays within the count.
        guard let base = bytes.baseAddress, let found = unsafe memchr(base, Int32(UInt8(ascii: "\n")), bytes.count)
        else { return nil }
        return unsafe UnsafeRawPointer(found) - base
    }
}
