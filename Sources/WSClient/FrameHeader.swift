/// The head of a frame (RFC 6455 §5.2), 2 to 14 bytes on the wire:
///
///      0 1 2 3 4 5 6 7   0 1 2 3 4 5 6 7
///     |F|R|R|R| opcode | |M|   length    |  then 2 or 8 bytes of length, then 4 of mask
package struct FrameHeader: Equatable, Sendable {
    package var isFinal: Bool
    /// RSV1 in bit 6, RSV2 in bit 5, RSV3 in bit 4, as on the wire.
    package var reserved: UInt8
    package var opcode: Opcode
    package var mask: UInt32?
    package var length: Int

    package static let longest = 14
    /// RSV1, which permessage-deflate sets on the first frame of a compressed message (RFC 7692 §6).
    package static let compressed: UInt8 = 0x40

    package init(isFinal: Bool, reserved: UInt8 = 0, opcode: Opcode, mask: UInt32?, length: Int) {
        self.isFinal = isFinal
        self.reserved = reserved
        self.opcode = opcode
        self.mask = mask
        self.length = length
    }

    package enum Reading: Equatable {
        /// The header and how many bytes it took.
        case header(FrameHeader, size: Int)
        /// This many bytes in all are needed to read it.
        case needs(Int)
        case violation(ProtocolViolation)
    }

    /// Reads a header from the start of `bytes`.
    @inline(__always)
    package static func read(_ bytes: UnsafeRawBufferPointer) -> Reading {
        guard bytes.count >= 2 else { return .needs(2) }
        // Indexing below stays within `size`, which is checked against the count first.
        let first = unsafe bytes[0]
        let second = unsafe bytes[1]
        let short = Int(second & 0x7F)
        let isMasked = second & 0x80 != 0
        let extended = short < 126 ? 0 : short == 126 ? 2 : 8
        let size = 2 + extended + (isMasked ? 4 : 0)
        guard bytes.count >= size else { return .needs(size) }
        var length = short
        if extended > 0 {
            var wide: UInt64 = 0
            for index in 2..<2 + extended { wide = unsafe wide << 8 | UInt64(bytes[index]) }
            // RFC 6455 §5.2: the top bit must be 0, and the shortest form must be used.
            guard wide < 1 << 63 else { return .violation(.oversizedLength) }
            guard wide >= (extended == 2 ? 126 : 65_536) else { return .violation(.nonMinimalLength) }
            length = Int(wide)
        }
        let mask = isMasked ? unsafe bytes.loadUnaligned(fromByteOffset: size - 4, as: UInt32.self) : nil
        let header = FrameHeader(
            isFinal: first & 0x80 != 0, reserved: first & 0x70, opcode: Opcode(rawValue: first & 0x0F), mask: mask,
            length: length)
        return .header(header, size: size)
    }

    /// Bytes the header takes on the wire.
    package var size: Int { 2 + (length < 126 ? 0 : length < 65_536 ? 2 : 8) + (mask == nil ? 0 : 4) }

    /// Writes the header; `target` holds at least `size` bytes.
    package func write(to target: UnsafeMutableRawBufferPointer) {
        // The caller's room is the contract above; every index below is less than `size`.
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        unsafe target[0] = (isFinal ? 0x80 : 0) | reserved | opcode.rawValue
        var end = 2
        if length < 126 {
            unsafe target[1] = maskBit | UInt8(length)
        } else if length < 65_536 {
            unsafe target[1] = maskBit | 126
            unsafe target.storeBytes(of: UInt16(length).bigEndian, toByteOffset: 2, as: UInt16.self)
            end = 4
        } else {
            unsafe target[1] = maskBit | 127
            unsafe target.storeBytes(of: UInt64(length).bigEndian, toByteOffset: 2, as: UInt64.self)
            end = 10
        }
        if let mask { unsafe target.storeBytes(of: mask, toByteOffset: end, as: UInt32.self) }
    }
}

/// Masking (RFC 6455 §5.3): an exclusive or with the key, over and over. Unmasking is the same.
package enum Masking {
    /// - Parameters:
    ///   - key: the four key bytes as they lie in memory.
    ///   - phase: how many payload bytes of the frame came before these.
    ///   - bytes: the payload, or the next piece of it, changed in place.
    @inline(__always)
    package static func apply(_ key: UInt32, phase: Int = 0, to bytes: UnsafeMutableRawBufferPointer) {
        guard key != 0 else { return }
        // Rotating the key by the phase lets eight bytes at a time be taken from the start of the buffer.
        let shift = UInt32(phase & 3) * 8
        let turned = shift == 0 ? key : (key >> shift) | (key << (32 - shift))
        let wide = UInt64(turned) << 32 | UInt64(turned)
        var index = 0
        // Unaligned loads and stores within the buffer's count.
        while index + 8 <= bytes.count {
            let value = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ wide
            unsafe bytes.storeBytes(of: value, toByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < bytes.count {
            unsafe bytes[index] ^= UInt8(truncatingIfNeeded: wide >> (UInt64(index & 7) * 8))
            index += 1
        }
    }
}
