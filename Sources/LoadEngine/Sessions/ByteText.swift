/// A text to compare received bytes with.
struct ByteText: Sendable, Equatable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Whether the bytes are the text.
    func holds(_ other: Span<UInt8>) -> Bool {
        guard bytes.count == other.count else { return false }
        for index in bytes.indices where bytes[index] != other[index] { return false }
        return true
    }

    /// Whether it is the type of an event: one without a type is a message (WHATWG HTML §9.2.6).
    func isType(_ type: Span<UInt8>) -> Bool { type.isEmpty ? self == Self.message : holds(type) }

    private static let message = ByteText("message")
}
