/// Where an event is cut so that a careless reader breaks: inside each field name, before a blank line, between CR and
/// LF, inside UTF-8 characters. Every fourth event comes one byte at a time.
enum AwkwardCuts {
    static func pieces(of bytes: ArraySlice<UInt8>, number: Int) -> [ArraySlice<UInt8>] {
        let comesInBytes = number.isMultiple(of: 4)
        var pieces: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        for index in bytes.indices.dropFirst() where comesInBytes || isAwkward(index, in: bytes) {
            pieces.append(bytes[start..<index])
            start = index
        }
        pieces.append(bytes[start...])
        return pieces
    }

    /// Whether a cut before `index` is.
    private static func isAwkward(_ index: Int, in bytes: ArraySlice<UInt8>) -> Bool {
        let isContinuation = bytes[index] & 0xC0 == 0x80
        let beginsBlankLine = isLineEnd(bytes[index]) && isLineEnd(bytes[index - 1])
        // One byte after the beginning of a line is inside the name of its field.
        let isSecondOfLine =
            index == bytes.startIndex + 1 || isLineEnd(bytes[index - 2]) && !isLineEnd(bytes[index - 1])
        return isContinuation || beginsBlankLine || isSecondOfLine && !isLineEnd(bytes[index])
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
