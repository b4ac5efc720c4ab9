internal import EventLoop
internal import Glibc
internal import Synchronization

/// Serves the live page on a thread of its own, over HTTP/1.1. It must be stopped.
///
/// Nobody who looks at the page, or does not, slows anything but the page: broadcasts are handed over and forgotten, an
/// event stream that does not keep up misses events and is told so (`behind`), and what a browser may cost is bounded.
package final class WebServer: Sendable {
    /// Descriptors that it may take, whatever is asked of it: its connections, and some of its own.
    package static let mostDescriptors = 2 * WebLimits().connections + 24

    /// The port it listens on.
    package let port: Int
    let counts: WebCounts
    private let mailbox: Mailbox<WebLoop.Command>
    private let thread: Mutex<LoopThread?>

    /// Binds the address and serves it.
    ///
    /// - Parameters:
    ///   - settings: port 0 lets the system choose; an address that other machines reach wants a token.
    ///   - reply: asked for every request that may be served, on the server's thread; it must be quick.
    /// - Throws: `WebServerError` when the address is none of this machine's, is in use or wants a token, or the system
    ///   gives out no thread.
    package convenience init(
        _ settings: WebSettings, reply: @escaping @Sendable (WebRequest) -> WebReply
    ) throws(WebServerError) {
        try self.init(settings, limits: WebLimits(), reply: reply)
    }

    init(
        _ settings: WebSettings, limits: WebLimits, reply: @escaping @Sendable (WebRequest) -> WebReply
    ) throws(WebServerError) {
        let bound = try Self.address(settings)
        let gate = WebGuard(settings, bound: bound, machineName: Self.machineName)
        let start = LoopStart<(port: Int, mailbox: Mailbox<WebLoop.Command>), WebServerError>()
        let counts = WebCounts()
        let thread: LoopThread
        do {
            thread = try LoopThread(name: "web") {
                do throws(WebServerError) {
                    let loop = try WebLoop(
                        settings, bound: bound, gate: gate, limits: limits, counts: counts, routes: reply)
                    start.announce(.success((loop.port, loop.mailbox)))
                    loop.run()
                } catch {
                    start.announce(.failure(error))
                }
            }
        } catch {
            throw WebServerError(error)
        }
        switch start.awaited() {
        case .success(let (port, mailbox)):
            self.port = port
            self.counts = counts
            self.mailbox = mailbox
            self.thread = Mutex(thread)
        case .failure(let error):
            thread.join()
            throw error
        }
    }

    /// Sends an event to every event stream, from any thread.
    ///
    /// - Parameters:
    ///   - event: its type, one line.
    ///   - data: UTF-8; several lines arrive as they are.
    package func broadcast(event: String, data: [UInt8]) {
        mailbox.post(.broadcast(StreamPart(ServerSentEvent.bytes(event, data: data))))
    }

    /// Event streams open now; from any thread.
    package var listeners: Int { counts.listeners }

    /// Ends the event streams in order, closes everything and joins the thread: within a second or so, whatever browsers
    /// do. Not for the thread of the server; a second call does nothing.
    package func stop() {
        mailbox.post(.stop)
        if let thread = thread.withLock({ $0.take() }) { thread.join() }
    }

    // MARK: - The address

    private static func address(_ settings: WebSettings) throws(WebServerError) -> SocketAddress {
        guard settings.token?.isEmpty != true else { throw WebServerError("the token of the page is empty") }
        let host = settings.address.host
        let address: SocketAddress
        do {
            guard let first = try SocketAddress(host) ?? Resolver.resolve(host).first else {
                throw WebServerError("'\(host)' has no address")
            }
            address = first
        } catch {
            throw (error as? WebServerError) ?? WebServerError("\(error)")
        }
        guard address.isLoopback || settings.token != nil else {
            throw WebServerError("other machines reach \(settings.address): serving the page there wants a token")
        }
        // libwebsockets would wait for an address to appear that this machine does not have.
        if let reason = address.bindFailure() {
            throw WebServerError("cannot listen on \(settings.address): \(reason)")
        }
        return address
    }

    /// gethostname(2); empty when there is none.
    private static var machineName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        // Written within the count less one, so that a zero ends it in any case.
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
