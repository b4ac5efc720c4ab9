package import Timing

/// Turns a template into the bytes of one message, straight into the buffer that is sent.
///
/// Hot path: nothing here allocates; a message costs a copy of its text and the digits of its numbers.
package struct MessageRenderer: Sendable {
    private let pieces: [MessageTemplate.Piece]
    private let identity: MessageIdentity
    /// No message is longer, in bytes.
    package let maximumLength: Int

    package init(template: MessageTemplate, identity: MessageIdentity) {
        pieces = template.pieces
        self.identity = identity
        maximumLength = template.maximumLength
    }

    /// Writes the `index`-th message (from 0) of a session and returns its length in bytes. The buffer must have room
    /// for `maximumLength` bytes.
    package func render(
        into buffer: UnsafeMutableRawBufferPointer, session: Int, index: Int, random: inout FastRandom
    ) -> Int {
        precondition(buffer.count >= maximumLength, "a message is rendered into room for the longest one")
        let places = PlaceWriter(identity: identity, user: session, id: index, sequence: index)
        var length = 0
        // Safe: the lengths of all pieces add up to no more than `maximumLength`, which the buffer has room for.
        for piece in pieces {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[length...])
            if case .padding(let size, let following) = piece {
                let count = max(0, size - following - length)
                unsafe UnsafeMutableRawBufferPointer(rebasing: rest[..<count])
                    .initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "x"))
                length += count
            } else {
                length += unsafe places.write(piece, to: rest, random: &random)
            }
        }
        return length
    }
}

extension MessageTemplate {
    /// No message is longer, in bytes.
    package var maximumLength: Int {
        var length = 0
        var paddedSize = 0
        for piece in pieces {
            if case .padding(let size, _) = piece { paddedSize = max(paddedSize, size) }
            length += piece.maximumLength
        }
        return max(length, paddedSize)
    }
}
