/// One value for each metric of a kind, found by the metric's raw value. Hot path: recording goes through here.
///
/// An array in a class would ask on every record whether it is shared (copy on write) and whether somebody else is in
/// it (exclusivity): two to three times the cost of the record itself. These slots have one owner and one place, so
/// there is nothing to ask.
///
/// `@safe`: the memory is allocated and filled in `init`, freed in `deinit` and nowhere else, and the raw values of a
/// catalogue's enum are 0 ..< allCases.count, so that no metric leads outside of it.
@safe
struct MetricSlots<Key: Metric, Value>: ~Copyable {
    let base: UnsafeMutablePointer<Value>
    private let count: Int

    init(repeating value: Value) {
        count = Key.allCases.count
        unsafe base = .allocate(capacity: count)
        unsafe base.initialize(repeating: value, count: count)
    }

    deinit {
        // Filled in `init` and never moved from: all of it is to be ended, then freed.
        unsafe base.deinitialize(count: count)
        unsafe base.deallocate()
    }

    subscript(metric: Key) -> Value {
        // In bounds for every metric, as said above; one loop owns the slots, so no two accesses overlap.
        @inline(__always) _read { yield unsafe base[metric.rawValue] }
        @inline(__always) nonmutating _modify { yield unsafe &base[metric.rawValue] }
    }

    /// The values in the order of the catalogue.
    var values: [Value] { Key.allCases.map { self[$0] } }
}
