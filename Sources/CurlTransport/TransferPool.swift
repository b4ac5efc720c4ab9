internal import CLibCurl
package import Timing

/// Transfers of the same settings, on handles that are used again and again. The context keeps it.
package final class TransferPool {
    package let settings: TransferSettings
    private unowned let context: CurlContext
    private var handles: [EasyHandle] = []
    private var idle: [EasyHandle] = []

    /// - Throws: `CurlError` when libcurl refuses the settings.
    init(_ settings: TransferSettings, context: CurlContext) throws(CurlError) {
        self.settings = settings
        self.context = context
        // The first one proves the settings before anything is sent.
        idle.append(try makeHandle())
    }

    /// Starts a transfer; the request leaves within this call when a connection is free.
    ///
    /// - Parameters:
    ///   - request: one that cannot be sent ends with the cause `invalid`.
    ///   - jar: takes part in it; nil for no cookies.
    ///   - connections: that it may use, to a destination that is known; nil shares them with all that have none.
    ///   - timeout: instead of the settings' own.
    ///   - observer: hears of the request's head as it leaves; it must not start or cancel anything.
    ///   - completion: called once, on the loop's thread and never from within this call; it may start and cancel
    ///     transfers.
    /// - Returns: the transfer, to be given up.
    @discardableResult
    package func start(
        _ request: TransferRequest, jar: CookieJar? = nil, connections: KeptConnections? = nil,
        timeout: Nanoseconds? = nil, observer: (([UInt8]) -> Void)? = nil,
        completion: @escaping (TransferOutcome) -> Void
    ) -> Transfer {
        let transfer = Transfer(
            in: self, jar: jar, connections: connections, timeout: timeout ?? settings.timeout, observer: observer,
            completion: completion)
        do throws(CurlError) {
            if let defect = request.defect { throw CurlError(call: "request", reason: defect) }
            transfer.begin(with: try begin(request, for: transfer))
        } catch {
            context.postpone(transfer, TransferFailure(.invalid, error.reason))
        }
        return transfer
    }

    private func begin(_ request: TransferRequest, for transfer: Transfer) throws(CurlError) -> EasyHandle {
        let handle: EasyHandle
        if let free = idle.popLast() { handle = free } else { handle = try makeHandle() }
        do throws(CurlError) {
            try handle.prepare(request, for: transfer)
            try context.add(handle)
        } catch {
            handle.release()
            idle.append(handle)
            throw error
        }
        return handle
    }

    /// A handle whose transfer is over.
    func takeBack(_ handle: EasyHandle) {
        context.remove(handle)
        handle.release()
        idle.append(handle)
    }

    /// Ends every transfer and frees every handle.
    func close() {
        for handle in handles { handle.transfer?.cancel() }
        for handle in handles { handle.close() }
        handles = []
        idle = []
    }

    private func makeHandle() throws(CurlError) -> EasyHandle {
        let handle = try EasyHandle(settings, context: context)
        handles.append(handle)
        return handle
    }
}

extension TransferOutcome {
    /// A transfer that libcurl never heard of.
    static func unsent(
        _ transfer: Transfer, _ failure: TransferFailure
    ) -> TransferOutcome {
        TransferOutcome(
            result: .failure(failure), phases: TransferPhases(), started: transfer.started, ended: .now(), bytesSent: 0,
            bytesReceived: 0, isNewConnection: false, peerAddress: "")
    }
}
