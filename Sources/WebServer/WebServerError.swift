/// The page cannot be served; why, and where.
package struct WebServerError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    init(_ cause: some CustomStringConvertible) { description = cause.description }
}
