internal import Glibc
internal import Timing

/// An event stream as a value (WHATWG HTML §9.2.6): bytes in, however they are cut; events, comments and reconnection
/// times out; the first event over the limit ends it. An unfinished event at the end of the stream is discarded by
/// never being told.
///
/// Bytes pass as they are: what is not UTF-8 is replaced where text is needed, which never changes where a line, a field
/// or an event ends.
///
/// Hot path: an event that lies whole in a read is handed on where it lies, with no copy and no allocation. Data in
/// several lines, and what spans reads, is gathered in buffers that are used again.
package struct EventStreamParser {
    private let largestEvent: Int
    /// How many bytes of a byte order mark the stream began with; nil once that is settled.
    private var markBytes: Int? = 0
    private var skipsLineFeed = false
    /// A line whose end has not come yet.
    private var unfinishedLine = ReusedBuffer()

    // The block in progress, as far as it does not lie in the read at hand.
    private var hasData = false
    private var data = ReusedBuffer()
    private var type = ReusedBuffer()
    private var setsID = false
    /// An ID was set, by this block or one without data, that no event has had yet.
    private var hasNewID = false
    private var id: ReusedBuffer
    /// Bytes of the block's data and type and of the last event ID.
    private var weight: Int

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// What the block in progress has in the read at hand; takes precedence over what was gathered.
    @unsafe
    private struct Slices {
        var data: UnsafeRawBufferPointer?
        var type: UnsafeRawBufferPointer?
        var id: UnsafeRawBufferPointer?
    }

    /// - Parameters:
    ///   - largestEvent: how many bytes an event's data, type and ID may have together, with the line being read.
    ///   - lastEventID: the ID that a resumed stream goes on from. Browsers carry it over; taken literally, the
    ///     standard would forget it at the first blank line.
    package init(largestEvent: Int, lastEventID: [UInt8] = []) {
        self.largestEvent = largestEvent
        id = ReusedBuffer(lastEventID)
        weight = lastEventID.count
    }

    /// Reads on. Stops early, never to go on, when `goesOn` says false after something was told.
    ///
    /// - Throws: `OversizedEvent`; nothing may be read after it.
    package mutating func consume(
        _ input: UnsafeRawBufferPointer, for receiver: some EventReceiver, while goesOn: () -> Bool
    ) throws(OversizedEvent) {
        // Slices point into `input`, which is lent until this returns: what must outlive it is copied at the end.
        let bytes = unsafe markBytes == nil ? input : withoutMark(input)
        var lines = unsafe LineSplitter(bytes, skipsLineFeed: skipsLineFeed)
        var slices = unsafe Slices()
        if !unfinishedLine.isEmpty, let piece = unsafe lines.next() {
            try unsafe finishLine(with: piece, for: receiver)
            guard goesOn() else { return }
        }
        while let line = unsafe lines.next() {
            try admit(line.count)
            unsafe read(line, into: &slices, for: receiver)
            guard goesOn() else { return }
        }
        skipsLineFeed = unsafe lines.skipsLineFeed
        let rest = unsafe lines.rest
        try admit(unfinishedLine.count + rest.count)
        unsafe unfinishedLine.append(rest)
        unsafe keep(slices)
    }

    /// Strips one leading byte order mark, which may come in pieces; a beginning that only looked like one is put in
    /// front of the first line.
    private mutating func withoutMark(_ input: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var matched = markBytes ?? 0
        var used = 0
        // `used` stays below the count of what was lent.
        while used < input.count, matched < 3, unsafe input[used] == Self.byteOrderMark[matched] {
            matched += 1
            used += 1
        }
        let rest = unsafe UnsafeRawBufferPointer(rebasing: input[used...])
        markBytes = matched < 3 && rest.count == 0 ? matched : nil
        if matched < 3, rest.count > 0 {
            for byte in Self.byteOrderMark[..<matched] { unfinishedLine.append(byte) }
        }
        return unsafe rest
    }

    private func admit(_ lineLength: Int) throws(OversizedEvent) {
        guard weight + lineLength <= largestEvent else { throw OversizedEvent(limit: largestEvent) }
    }

    // MARK: - Lines and fields

    private mutating func finishLine(
        with piece: UnsafeRawBufferPointer, for receiver: some EventReceiver
    ) throws(OversizedEvent) {
        try admit(unfinishedLine.count + piece.count)
        unsafe unfinishedLine.append(piece)
        var line: [UInt8] = []
        unfinishedLine.exchange(with: &line)
        // The slices point into the line and are copied before it goes.
        unsafe line.withUnsafeBytes { bytes in
            var slices = unsafe Slices()
            unsafe read(bytes, into: &slices, for: receiver)
            unsafe keep(slices)
        }
        unfinishedLine.exchange(with: &line)
        unfinishedLine.clear()
    }

    @inline(__always)
    private mutating func read(
        _ line: UnsafeRawBufferPointer, into slices: inout Slices, for receiver: some EventReceiver
    ) {
        guard let first = unsafe line.first else { return unsafe dispatch(&slices, to: receiver) }
        // No two fields begin alike, and every other name is ignored.
        switch first {
        case UInt8(ascii: "d"):
            if let value = unsafe Self.value(of: "data", in: line) { unsafe addData(value, to: &slices) }
        case UInt8(ascii: "i"):
            if let value = unsafe Self.value(of: "id", in: line) { unsafe setID(value, in: &slices) }
        case UInt8(ascii: "e"):
            if let value = unsafe Self.value(of: "event", in: line) { unsafe setType(value, in: &slices) }
        case UInt8(ascii: ":"):
            if let text = unsafe Self.value(of: "", in: line) { unsafe receiver.receivedComment(text) }
        case UInt8(ascii: "r"):
            guard let value = unsafe Self.value(of: "retry", in: line), let time = unsafe ReconnectionTime.read(value)
            else { return }
            receiver.receivedReconnectionTime(time)
        default: break
        }
    }

    /// The value of a line's field, without the one space that may precede it; nil when the field has another name.
    @inline(__always)
    private static func value(of name: StaticString, in line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        let length = name.utf8CodeUnitCount
        // Both sides have `length` bytes, and each index is checked against the count first.
        guard line.count >= length, let base = line.baseAddress,
            unsafe memcmp(base, name.utf8Start, length) == 0
        else { return nil }
        guard line.count > length else { return unsafe UnsafeRawBufferPointer(rebasing: line[length...]) }
        guard unsafe line[length] == UInt8(ascii: ":") else { return nil }
        var start = length + 1
        if start < line.count, unsafe line[start] == UInt8(ascii: " ") { start += 1 }
        return unsafe UnsafeRawBufferPointer(rebasing: line[start...])
    }

    @inline(__always)
    private mutating func addData(_ value: UnsafeRawBufferPointer, to slices: inout Slices) {
        weight += value.count
        if !hasData, unsafe slices.data == nil {
            unsafe slices.data = value
            return
        }
        // A second line: from here on the data is gathered.
        if let first = unsafe slices.data { unsafe data.append(first) }
        unsafe slices.data = nil
        hasData = true
        weight += 1
        data.append(UInt8(ascii: "\n"))
        unsafe data.append(value)
    }

    @inline(__always)
    private mutating func setType(_ value: UnsafeRawBufferPointer, in slices: inout Slices) {
        weight += value.count - (unsafe slices.type?.count ?? type.count)
        unsafe slices.type = value
    }

    @inline(__always)
    private mutating func setID(_ value: UnsafeRawBufferPointer, in slices: inout Slices) {
        // An ID with a NUL is ignored; the search stays within the value.
        if let base = value.baseAddress, unsafe memchr(base, 0, value.count) != nil { return }
        weight += value.count - (unsafe slices.id?.count ?? id.count)
        unsafe slices.id = value
        setsID = true
    }

    // MARK: - Blocks

    /// The end of a block: "dispatch the event", which sets the last event ID in any case and needs data for more.
    @inline(__always)
    private mutating func dispatch(_ slices: inout Slices, to receiver: some EventReceiver) {
        // The gathered bytes are lent for the length of the calls; nobody changes them meanwhile.
        if setsID {
            unsafe id.bytes.withUnsafeBytes { gathered in
                unsafe receiver.receivedLastEventID(slices.id ?? gathered)
            }
            setsID = false
            hasNewID = true
        }
        if hasData || (unsafe slices.data != nil) {
            unsafe deliver(slices, to: receiver)
            hasNewID = false
        }
        weight = unsafe slices.id?.count ?? id.count
        hasData = false
        data.clear()
        type.clear()
        unsafe slices.data = nil
        unsafe slices.type = nil
    }

    @inline(__always)
    private func deliver(_ slices: Slices, to receiver: some EventReceiver) {
        unsafe data.bytes.withUnsafeBytes { data in
            unsafe type.bytes.withUnsafeBytes { type in
                unsafe id.bytes.withUnsafeBytes { id in
                    unsafe receiver.received(
                        StreamEvent(
                            type: slices.type ?? type, data: slices.data ?? data, lastEventID: slices.id ?? id,
                            hasNewID: hasNewID))
                }
            }
        }
    }

    /// Copies what the block in progress has in bytes that go now.
    private mutating func keep(_ slices: Slices) {
        if let value = unsafe slices.data {
            hasData = true
            unsafe data.append(value)
        }
        if let value = unsafe slices.type {
            type.clear()
            unsafe type.append(value)
        }
        if let value = unsafe slices.id {
            id.clear()
            unsafe id.append(value)
        }
    }
}
