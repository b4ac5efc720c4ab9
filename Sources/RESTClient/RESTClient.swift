package import CurlTransport
package import HTTP
internal import LWSTransport
package import Timing

/// Makes requests of one kind of virtual user: same protocol, TLS, proxies and limits. It lives on its loop's thread.
package final class RESTClient {
    private let pool: TransferPool
    /// Where hosts are, by their names in lower case: these are not looked up.
    private let addresses: [String: String]

    /// - Parameters:
    ///   - context: the loop's; it outlives the client.
    ///   - settings: of every request.
    ///   - addresses: numeric addresses of hosts that are known, by name.
    /// - Throws: `CurlError` when libcurl refuses the settings.
    package init(
        on context: CurlContext, _ settings: TransferSettings, addresses: [String: String] = [:]
    ) throws(CurlError) {
        pool = try context.pool(settings)
        self.addresses = Dictionary(
            addresses.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// Sends a request, and follows where it is redirected to.
    ///
    /// - Parameters:
    ///   - request: what is asked for.
    ///   - jar: of the virtual user; nil for no cookies.
    ///   - connections: the virtual user's own; nil shares them with all that have none. Only hosts whose address is known have connections of a user's own.
    ///   - timeout: instead of the settings' own, redirects included.
    ///   - observer: looks on, redirects included; it must not start or cancel anything.
    ///   - completion: called once, on the loop's thread and never from within this call.
    /// - Returns: the call, to be given up.
    @discardableResult
    package func send(
        _ request: RESTRequest, jar: CookieJar? = nil, connections: KeptConnections? = nil, timeout: Nanoseconds? = nil,
        observer: ((WireEvent, RESTRequest) -> Void)? = nil, completion: @escaping (RESTOutcome) -> Void
    ) -> RESTCall {
        let call = RESTCall(
            deadline: .now() + (timeout ?? pool.settings.timeout), jar: jar, connections: connections,
            observer: observer, completion: completion)
        start(request, of: call)
        return call
    }

    private func start(_ request: RESTRequest, of call: RESTCall) {
        let address = addresses.isEmpty ? nil : addresses[request.url.host.lowercased()]
        // The chain as a whole has the time of one request.
        let timeout = call.deadline - .now()
        let transfer = request.transfer(to: address)
        call.isSent = false
        let observer = call.observer.map { observer in
            { (head: [UInt8]) in
                call.isSent = true
                observer(.request(head + (transfer.body ?? [])), request)
            }
        }
        call.transfer = pool.start(
            transfer, jar: call.jar, connections: call.connections, timeout: timeout, observer: observer
        ) { outcome in
            if let observer = call.observer { Self.tell(observer, of: outcome, to: request, wasSent: call.isSent) }
            self.ended(outcome, of: request, call)
        }
    }

    private static func tell(
        _ observer: (WireEvent, RESTRequest) -> Void, of outcome: TransferOutcome, to request: RESTRequest,
        wasSent: Bool
    ) {
        if !wasSent { observer(.unsent, request) }
        guard let answer = try? outcome.result.get() else { return }
        let response = RESTResponse(answer)
        observer(
            .answer(HTTPHead(startLine: response.statusLine, fields: response.fields), body: response.body), request)
    }

    private func ended(_ outcome: TransferOutcome, of request: RESTRequest, _ call: RESTCall) {
        call.hops.append(RESTOutcome.Hop(request, outcome))
        switch outcome.result {
        case .failure(let failure): call.finish(.failure(failure))
        case .success(let answer):
            let response = RESTResponse(answer)
            guard request.redirectLimit > 0, (301...308).contains(response.status) else {
                return call.finish(.success(response))
            }
            follow(response, of: request, call)
        }
    }

    private func follow(_ response: RESTResponse, of request: RESTRequest, _ call: RESTCall) {
        do throws(TextError) {
            guard let next = try request.following(status: response.status, location: response.value("location"))
            else { return call.finish(.success(response)) }
            guard call.hops.count <= request.redirectLimit else {
                return call.finish(
                    .failure(TransferFailure(.redirects, "more than \(request.redirectLimit) redirects")))
            }
            start(next, of: call)
        } catch {
            call.finish(.failure(TransferFailure(.garbage, "\(error)")))
        }
    }
}

/// A request under way, for its owner to give up. It ends in exactly one outcome.
package final class RESTCall {
    fileprivate var transfer: Transfer?
    fileprivate var hops: [RESTOutcome.Hop] = []
    fileprivate let deadline: Instant
    fileprivate let jar: CookieJar?
    fileprivate let connections: KeptConnections?
    fileprivate let observer: ((WireEvent, RESTRequest) -> Void)?
    /// Whether the request at hand has left; known only to those who look on.
    fileprivate var isSent = false
    private var completion: ((RESTOutcome) -> Void)?

    fileprivate init(
        deadline: Instant, jar: CookieJar?, connections: KeptConnections?,
        observer: ((WireEvent, RESTRequest) -> Void)?,
        completion: @escaping (RESTOutcome) -> Void
    ) {
        self.observer = observer
        self.deadline = deadline
        self.jar = jar
        self.connections = connections
        self.completion = completion
    }

    package var isOver: Bool { completion == nil }

    /// Gives it up: its outcome, a failure with the cause `cancelled`, is told within this call, unless it has ended
    /// before.
    package func cancel() {
        transfer?.cancel()
    }

    fileprivate func finish(_ result: Result<RESTResponse, TransferFailure>) {
        let last = completion
        completion = nil
        transfer = nil
        last?(RESTOutcome(result: result, hops: hops))
    }
}
