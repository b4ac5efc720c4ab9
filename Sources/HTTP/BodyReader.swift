/// The framing of a body was broken; how.
package struct MalformedBody: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// The body of an answer as a value (RFC 9112 §6, §7): bytes in, however they are cut; the body's own bytes out, where
/// they lie.
///
///     chunked-body = *( size [ext] CRLF data CRLF ) 1*"0" [ext] CRLF *( field CRLF ) CRLF
///
///     state      reads                                      next
///     size       hexadecimal digits                         extension, lineEnd
///     extension  anything up to the end of its line         lineEnd
///     lineEnd    LF                                         data, or trailer after a size of 0
///     data       as many bytes as the size says             dataEnd
///     dataEnd    CR LF, or LF alone                         size
///     trailer    lines, the last of them empty              complete
package struct BodyReader: Sendable {
    private enum State: Equatable {
        /// Chunk sizes and all that stands between chunks.
        case size, extensions, lineEnd, dataEnd, trailer
        /// Body bytes, of a chunk or of the whole.
        case data
        case untilClose
        case complete
    }

    private let framing: BodyFraming
    private var state: State
    /// What is left of the chunk or the length; while its size is being read, the size so far.
    private var remaining = 0
    /// Digits of a size, and then bytes of the lines around chunks: neither may go on for ever.
    private var lineBytes = 0
    /// A carriage return was the last byte: only a line feed may follow.
    private var expectsLineFeed = false

    /// Longer extensions or trailers serve nobody.
    private static let longestLines = 65_536

    package init(_ framing: BodyFraming) {
        self.framing = framing
        switch framing {
        case .chunked: state = .size
        case .length(let length):
            state = length == 0 ? .complete : .data
            remaining = length
        case .untilClose: state = .untilClose
        }
    }

    /// All of the body was read.
    package var isComplete: Bool { state == .complete }

    /// What a connection that ends now cut short, nil when it did not: a body without a length ends with it.
    package var cut: String? {
        switch (state, framing) {
        case (.complete, _), (.untilClose, _): nil
        case (_, .length): "cut inside the body"
        case (.size, _) where lineBytes == 0: "cut before the last chunk"
        case (.trailer, _): "cut inside the trailer"
        default: "cut inside a chunk"
        }
    }

    /// Takes the next run of body bytes from the front of `input`, and the framing before it.
    ///
    /// - Returns: nil when the input is used up or the body complete; what follows a body is left in the input.
    /// - Throws: `MalformedBody`; nothing may be read after it.
    package mutating func next(_ input: inout UnsafeRawBufferPointer) throws(MalformedBody) -> UnsafeRawBufferPointer? {
        // Slices of what was lent, never beyond its count.
        while input.count > 0 {
            switch state {
            case .complete: return nil
            case .untilClose: return unsafe Self.take(input.count, from: &input)
            case .data:
                let piece = unsafe Self.take(min(remaining, input.count), from: &input)
                remaining -= piece.count
                if remaining == 0 { state = framing == .chunked ? .dataEnd : .complete }
                return unsafe piece
            default:
                let byte = unsafe input[0]
                unsafe input = UnsafeRawBufferPointer(rebasing: input[1...])
                try read(byte)
            }
        }
        return nil
    }

    private static func take(_ count: Int, from input: inout UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        // The callers ask for no more than there is.
        let piece = unsafe UnsafeRawBufferPointer(rebasing: input[..<count])
        unsafe input = UnsafeRawBufferPointer(rebasing: input[count...])
        return unsafe piece
    }

    // MARK: - Between chunks

    private mutating func read(_ byte: UInt8) throws(MalformedBody) {
        lineBytes += 1
        guard lineBytes <= Self.longestLines else { throw MalformedBody("endless lines between chunks") }
        if expectsLineFeed, byte != UInt8(ascii: "\n") { throw MalformedBody("a carriage return without a line feed") }
        switch state {
        case .size: try readSize(byte)
        case .extensions: readExtensions(byte)
        case .lineEnd: endSizeLine()
        case .dataEnd: try readDataEnd(byte)
        default: readTrailer(byte)
        }
    }

    private mutating func readSize(_ byte: UInt8) throws(MalformedBody) {
        if let digit = Self.hexDigit(byte) {
            // RFC 9112 §7.1: a size must not overflow.
            guard remaining <= Int.max >> 4 else { throw MalformedBody("a chunk size beyond every length") }
            remaining = remaining << 4 | digit
            return
        }
        guard lineBytes > 1 else { throw MalformedBody("no chunk size") }
        switch byte {
        case UInt8(ascii: ";"), UInt8(ascii: " "), UInt8(ascii: "\t"): state = .extensions
        case UInt8(ascii: "\r"): awaitLineFeed(in: .lineEnd)
        case UInt8(ascii: "\n"): endSizeLine()
        default: throw MalformedBody("no chunk size")
        }
    }

    private mutating func readExtensions(_ byte: UInt8) {
        if byte == UInt8(ascii: "\r") { awaitLineFeed(in: .lineEnd) }
        if byte == UInt8(ascii: "\n") { endSizeLine() }
    }

    private mutating func awaitLineFeed(in next: State) {
        state = next
        expectsLineFeed = true
    }

    private mutating func endSizeLine() {
        expectsLineFeed = false
        lineBytes = 0
        state = remaining == 0 ? .trailer : .data
    }

    private mutating func readDataEnd(_ byte: UInt8) throws(MalformedBody) {
        if byte == UInt8(ascii: "\r") { return expectsLineFeed = true }
        guard byte == UInt8(ascii: "\n") else { throw MalformedBody("a chunk longer than its size") }
        expectsLineFeed = false
        lineBytes = 0
        state = .size
    }

    /// `remaining` counts the bytes of the trailer's line at hand: an empty line is the end.
    private mutating func readTrailer(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\r"): expectsLineFeed = true
        case UInt8(ascii: "\n"):
            expectsLineFeed = false
            if remaining == 0 { state = .complete }
            remaining = 0
        default: remaining += 1
        }
    }

    private static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
