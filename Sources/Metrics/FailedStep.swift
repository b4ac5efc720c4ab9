/// What was under way when something failed, whatever people have named the step: failures of the same kind are in one
/// row of a table that is kept by protocol.
package enum FailedStep: String, Sendable, CaseIterable {
    case wsConnect = "ws connect"
    case wsSubscribe = "ws subscribe"
    case wsSend = "ws send"
    /// Waiting for the reply to a message.
    case wsMessage = "ws message"
    case wsExpect = "ws expect"
    case wsPing = "ws ping"
    case wsListen = "ws listen"
    /// A session that was open.
    case wsSession = "ws session"
    case sseConnect = "sse connect"
    case sseRead = "sse read"
    /// A stream that was open.
    case sseStream = "sse stream"
    case request = "http request"
    /// A request that could not be made, and was not sent.
    case requestUnsent = "http unsent"
    /// Taking a row of data, before the first step.
    case data = "data"
}
