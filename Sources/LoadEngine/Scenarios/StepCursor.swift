internal import Timing

/// Where in a list of steps a user is.
struct StepCursor {
    enum Repetition {
        case once
        /// So many times more.
        case times(Int)
        case until(Instant)
    }

    let sequence: StepSequence
    var next = 0
    var repetition = Repetition.once

    init(_ sequence: StepSequence, repetition: Repetition = .once) {
        self.sequence = sequence
        self.repetition = repetition
    }
}
