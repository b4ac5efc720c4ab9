/// One value for each metric of a kind, found by the metric's raw value, which is its place in the catalogue. Hot path.
struct MetricSlots<Key: Metric, Value>: ~Copyable {
    private let slots: Slots<Value>

    init(repeating value: Value) { slots = Slots(repeating: value, count: Key.allCases.count) }

    subscript(metric: Key) -> Value {
        @inline(__always) _read { yield slots[metric.rawValue] }
        @inline(__always) nonmutating _modify { yield &slots[metric.rawValue] }
    }

    /// The values in the order of the catalogue.
    var values: [Value] { slots.values }
}
