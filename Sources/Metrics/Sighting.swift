package import Timing

/// When something was seen, since the first dial was due: at the end of the interval in which it happened.
package struct Sighting: Sendable, Equatable {
    package let first: Nanoseconds
    package internal(set) var last: Nanoseconds

    init(at elapsed: Nanoseconds) {
        first = elapsed
        last = elapsed
    }
}
