/// A message that waits to be sent: delayed, or held to be exchanged with its successor.
struct OutgoingMessage {
    let bytes: [UInt8]
    let isText: Bool
    let kind: MessageKind

    /// Copies borrowed bytes.
    init(_ bytes: UnsafeRawBufferPointer, isText: Bool, kind: MessageKind) {
        self.bytes = unsafe Array(bytes)
        self.isText = isText
        self.kind = kind
    }
}
