/// A fixed number of values, found by their places. Hot path: recording goes through here.
///
/// An array in a class would ask on every record whether it is shared (copy on write) and whether somebody else is in
/// it (exclusivity): two to three times the cost of the record itself. These slots have one owner and one place, so
/// there is nothing to ask.
///
/// `@safe`: the memory is allocated and filled in `init`, freed in `deinit` and nowhere else, and no place outside of it
/// is ever reached.
@safe
struct Slots<Value>: ~Copyable {
    let count: Int
    private let base: UnsafeMutablePointer<Value>

    init(repeating value: Value, count: Int) {
        self.count = count
        unsafe base = .allocate(capacity: count)
        unsafe base.initialize(repeating: value, count: count)
    }

    deinit {
        // Filled in `init` and never moved from: all of it is to be ended, then freed.
        unsafe base.deinitialize(count: count)
        unsafe base.deallocate()
    }

    subscript(place: Int) -> Value {
        // In bounds, as asked first; one loop owns the slots, so no two accesses overlap.
        @inline(__always) _read {
            precondition(place >= 0 && place < count, "there is a slot at every place that is used")
            yield unsafe base[place]
        }
        @inline(__always) nonmutating _modify {
            precondition(place >= 0 && place < count, "there is a slot at every place that is used")
            yield unsafe &base[place]
        }
    }

    /// The values in the order of their places.
    var values: [Value] { (0..<count).map { self[$0] } }

    /// Changes each value, told its place.
    func forEach(_ change: (inout Value, _ place: Int) -> Void) {
        for place in 0..<count { change(&self[place], place) }
    }
}
