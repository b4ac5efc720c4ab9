import Timing
import WSClient

/// Frames written by hand, so that what is read was not written by the code under test (RFC 6455 §5.2).
enum WireBytes {
    static let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    /// A frame from its whole first byte (FIN, RSV and opcode), for a reader of that role: what a server reads is masked.
    static func frame(_ first: UInt8, _ payload: [UInt8], for role: Role = .client) -> [UInt8] {
        head(first, length: payload.count, for: role)
            + (role == .server ? payload.enumerated().map { $1 ^ key[$0 % 4] } : payload)
    }

    /// A header that may declare more than ever follows.
    static func head(_ first: UInt8, length: Int, for role: Role = .client) -> [UInt8] {
        let masked: UInt8 = role == .server ? 0x80 : 0
        let extended: [UInt8]
        if length < 126 {
            extended = [masked | UInt8(length)]
        } else if length < 65_536 {
            extended = [masked | 126] + bigEndian(length, bytes: 2)
        } else {
            extended = [masked | 127] + bigEndian(length, bytes: 8)
        }
        return [first] + extended + (role == .server ? key : [])
    }

    static func bigEndian(_ value: Int, bytes: Int) -> [UInt8] {
        (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

extension FastRandom {
    /// As many bytes, any of them.
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}
