/// Values by key, in the order in which they came, and never more than so many: a new one takes the place of the oldest.
struct BoundedTable<Key: Hashable, Value> {
    private struct Slot {
        var key: Key
        var value: Value
        var isLive = true
    }

    private let capacity: Int
    /// The oldest is at `start` once all are taken.
    private var slots: [Slot] = []
    private var start = 0
    private var places: [Key: Int] = [:]

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { places.count }

    subscript(key: Key) -> Value? { places[key].map { slots[$0].value } }

    /// Changes the value of a key, which is made first if there is none.
    mutating func update<Result>(
        _ key: Key, default value: @autoclosure () -> Value, _ change: (inout Value) -> Result
    ) -> Result {
        let place = places[key] ?? insert(key, value())
        return change(&slots[place].value)
    }

    mutating func set(_ key: Key, to value: Value) {
        if let place = places[key] {
            slots[place].value = value
        } else {
            _ = insert(key, value)
        }
    }

    /// - Returns: the value that was there.
    @discardableResult
    mutating func remove(_ key: Key) -> Value? {
        guard let place = places.removeValue(forKey: key) else { return nil }
        slots[place].isLive = false
        return slots[place].value
    }

    private mutating func insert(_ key: Key, _ value: Value) -> Int {
        let place: Int
        if slots.count < capacity {
            place = slots.count
            slots.append(Slot(key: key, value: value))
        } else {
            place = start
            start = (start + 1) % capacity
            if slots[place].isLive { places[slots[place].key] = nil }
            slots[place] = Slot(key: key, value: value)
        }
        places[key] = place
        return place
    }

    /// Those from `offset` on, counted from the newest, at most `limit`.
    func newest(offset: Int, limit: Int) -> [Value] {
        var result: [Value] = []
        var skipped = 0
        for age in slots.indices {
            guard result.count < limit else { break }
            let slot = slots[(start + slots.count - 1 - age) % slots.count]
            guard slot.isLive else { continue }
            if skipped < offset {
                skipped += 1
            } else {
                result.append(slot.value)
            }
        }
        return result
    }
}
