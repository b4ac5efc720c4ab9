/// How the server's side of a streamed answer ends.
enum StreamEnd {
    case inOrder
    /// RST.
    case reset
    /// FIN without the end of the body.
    case unfinished
    /// FIN inside a part of the body.
    case inside

    /// What a stream's plan ends it with, and after how many events: the earliest; of two at once the fault. Nil for a
    /// stream that goes on.
    static func first(of source: any EventSource, _ faults: EventFaults) -> (after: Int, how: StreamEnd)? {
        let ends: [(Int?, StreamEnd)] = [
            (faults.cutAfter, .reset), (faults.cutInsideAfter, .inside), (faults.endAfter, .inOrder),
            (source.remaining, .inOrder),
        ]
        // The first of equals: `min(by:)` keeps the order.
        return ends.compactMap { after, how in after.map { (after: $0, how: how) } }.min { $0.after < $1.after }
    }
}
