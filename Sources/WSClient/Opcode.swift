/// What a frame is for (RFC 6455 §5.2): open, because peers send codes that nobody has heard of.
package struct Opcode: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let continuation = Opcode(rawValue: 0x0)
    package static let text = Opcode(rawValue: 0x1)
    package static let binary = Opcode(rawValue: 0x2)
    package static let close = Opcode(rawValue: 0x8)
    package static let ping = Opcode(rawValue: 0x9)
    package static let pong = Opcode(rawValue: 0xA)

    /// Control frames live between the fragments of a message (RFC 6455 §5.5).
    package var isControl: Bool { rawValue & 0x8 != 0 }
    package var isKnown: Bool { rawValue <= 0x2 || (0x8...0xA).contains(rawValue) }
}

/// Which side of a connection we are: clients mask, servers do not (RFC 6455 §5.1).
package enum Role: Sendable {
    case client
    case server
}

/// How a peer broke RFC 6455; the raw value is the cause in reports.
package enum ProtocolViolation: String, Error, Sendable, CaseIterable {
    case badOpcode = "bad_opcode"
    case reservedBits = "reserved_bits"
    case maskedFrame = "masked_frame"
    case unmaskedFrame = "unmasked_frame"
    case nonMinimalLength = "non_minimal_length"
    case oversizedLength = "oversized_length"
    case fragmentedControl = "fragmented_control"
    case longControl = "long_control"
    case unexpectedContinuation = "unexpected_continuation"
    case unfinishedMessage = "unfinished_message"
    case invalidUTF8 = "invalid_utf8"
    case badClosePayload = "bad_close_payload"
    case badCompression = "bad_compression"

    /// The close code that tells the peer (RFC 6455 §7.4.1).
    package var closeCode: Int { self == .invalidUTF8 || self == .badCompression ? 1007 : 1002 }
}
