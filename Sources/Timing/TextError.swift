/// Why a text that a user wrote could not be read: what was read and what was expected, in one sentence.
package struct TextError: Error, Hashable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
