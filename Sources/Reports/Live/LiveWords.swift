/// What the page is told when somebody has asked for something, as Locust's answers are.
package enum LiveWords {
    package static func answer(isDone: Bool, message: String, host: String) -> [UInt8] {
        JSONTree.object([
            ("success", .boolean(isDone)), ("message", .text(message)), ("host", .text(host)),
        ]).bytes
    }
}
