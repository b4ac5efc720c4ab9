package import JSON

extension JSONScanner {
    /// Whether the value of the field reads as the match says.
    package static func matches(_ match: FieldMatch, in bytes: Span<UInt8>) -> Bool {
        reads(match.value, at: match.path, in: bytes)
    }
}
