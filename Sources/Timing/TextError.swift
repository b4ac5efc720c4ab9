/// Why a text that a user wrote cannot be read: what was there, what was expected, and the nearest valid word.
package struct TextError: Error, Equatable, Sendable {
    package let message: String

    package init(message: String) { self.message = message }
}
