/// An event that waits to be sent: delayed, or held to be exchanged with its successor.
struct OutgoingEvent {
    let bytes: [UInt8]
    /// Which of its connection's events it is.
    let number: Int
    /// Whether it has its final line end.
    let isFinished: Bool
}
