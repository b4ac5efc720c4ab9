internal import JSON
internal import Timing

/// Channels are told apart by a 64-bit FNV-1a hash of their name, so that none is kept for every message.
enum ChannelKey {
    /// The key of the channel that a field of a JSON text names; 0 without the field.
    static func of(_ path: JSONPath?, in text: Span<UInt8>) -> UInt64 {
        guard let path, let value = JSONScanner.value(at: path, in: text) else { return 0 }
        return hash(text.extracting(value.range))
    }

    static func hash(_ name: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<name.count { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01B3 }
        return hash
    }
}
