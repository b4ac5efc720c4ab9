internal import DequeModule

/// Sends that were taken up and wait: for a reply that frees the window, or for room in the socket.
struct WaitingSends {
    /// More are dropped: the target is not taking them.
    static let limit = 1_024

    private var indexes: Deque<Int> = []

    var isEmpty: Bool { indexes.isEmpty }
    var isFull: Bool { indexes.count >= Self.limit }
    var count: Int { indexes.count }
    var first: Int? { indexes.first }

    mutating func append(_ index: Int) { indexes.append(index) }

    mutating func removeFirst() {
        indexes.removeFirst()
        if indexes.isEmpty { indexes = [] }
    }

    mutating func removeAll() { indexes = [] }
}
