/// A loop, timer or thread could not be made: which call refused, and the system's word for why.
package struct EventLoopError: Error, CustomStringConvertible {
    package let call: String
    package let reason: String

    package var description: String { "\(call): \(reason)" }
}
