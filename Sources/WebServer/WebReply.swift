/// What the page's routes say to a request.
package enum WebReply: Sendable {
    case answer(WebAnswer)
    /// An event stream: these bytes of it at once (`ServerSentEvent` makes them), then what is broadcast.
    case events(first: [UInt8])
}
