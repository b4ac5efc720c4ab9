package import Compression
internal import Timing

/// Builds outgoing frames in one buffer a loop: the payload is rendered behind room for the header, masked in place,
/// and leaves as one contiguous piece.
///
/// Hot path: no allocation unless a message is larger than every one before it. Masks come from a generator of our own
/// instead of the kernel: RFC 6455 §5.3 asks for unpredictable ones to protect proxies from hostile scripts, of which a
/// load generator has none.
@safe
package final class FrameWriter {
    private let role: Role
    /// Owned: freed in `deinit`.
    private var buffer: UnsafeMutableRawBufferPointer
    private var random: FastRandom

    package init(role: Role, seed: UInt64) {
        self.role = role
        random = FastRandom(seed: seed)
        unsafe buffer = .allocate(byteCount: 4_096, alignment: 16)
    }

    deinit {
        unsafe buffer.deallocate()
    }

    /// Lends a complete frame to `send`, valid until the next call.
    ///
    /// - Parameters:
    ///   - opcode: the kind of frame; `.continuation` for every fragment after a message's first.
    ///   - isFinal: whether the message ends with this frame.
    ///   - capacity: the most bytes `render` may write.
    ///   - deflater: compresses the payload when permessage-deflate was negotiated.
    ///   - render: writes the payload and returns its length.
    ///   - send: takes the frame, header included, masked when a client sends it.
    /// - Returns: what `send` makes of it.
    package func frame<Result>(
        _ opcode: Opcode, isFinal: Bool = true, capacity: Int, deflater: MessageDeflater? = nil,
        render: (UnsafeMutableRawBufferPointer) -> Int, send: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        reserve(capacity)
        // Within the buffer's size, which `reserve` has just made large enough.
        let area = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[FrameHeader.longest...])
        let length = unsafe render(area)
        guard let deflater else {
            return unsafe finish(opcode, isFinal: isFinal, reserved: 0, length: length, send)
        }
        var compressedLength = 0
        unsafe deflater.deflate(UnsafeRawBufferPointer(rebasing: area[..<length])) { compressed in
            reserve(compressed.count)
            unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[FrameHeader.longest...])
                .copyMemory(from: compressed)
            compressedLength = compressed.count
        }
        return unsafe finish(
            opcode, isFinal: isFinal, reserved: FrameHeader.compressed, length: compressedLength, send)
    }

    /// A frame whose payload exists already, such as a ping's.
    package func frame<Result>(
        _ opcode: Opcode, payload: UnsafeRawBufferPointer, send: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        unsafe frame(
            opcode, capacity: payload.count,
            render: { area in
                unsafe area.copyMemory(from: payload)
                return payload.count
            }, send: send)
    }

    private func finish<Result>(
        _ opcode: Opcode, isFinal: Bool, reserved: UInt8, length: Int, _ send: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        let mask = role == .client ? UInt32(truncatingIfNeeded: random.next()) : nil
        let header = FrameHeader(isFinal: isFinal, reserved: reserved, opcode: opcode, mask: mask, length: length)
        let start = FrameHeader.longest - header.size
        // The header ends where the payload begins; both lie within the reserved buffer.
        unsafe header.write(to: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
        let end = FrameHeader.longest + length
        if let mask {
            let payload = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[FrameHeader.longest..<end])
            unsafe Masking.apply(mask, to: payload)
        }
        return unsafe send(UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
    }

    private func reserve(_ capacity: Int) {
        let needed = FrameHeader.longest + capacity
        guard unsafe buffer.count < needed else { return }
        let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(needed, buffer.count * 2), alignment: 16)
        unsafe buffer.deallocate()
        unsafe buffer = larger
    }
}
