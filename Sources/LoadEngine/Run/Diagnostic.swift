/// A mistake of the user's, told before anything starts: where it is, and what is wrong with it and how to mend it.
package struct Diagnostic: Error, Sendable, Equatable, CustomStringConvertible {
    /// What the user wrote it in: a flag, an environment variable, or `file:line:column`.
    package let place: String
    package let message: String

    package init(place: String, message: String) {
        self.place = place
        self.message = message
    }

    package var description: String { "\(place): \(message)" }
}
