import Compression
import CurlTransport
import EventLoop
import Foundation
import LWSTransport
import RESTClient
import Timing

/// Pushes metrics to a collector, one push at a time: what comes meanwhile waits, and only the newest, since each says
/// all that those before it said. It lives on its loop's thread.
final class OTLPPusher {
    enum Command: Sendable {
        case push([UInt8])
        /// The last one: whatever else is under way or waits is given up for it, and the loop ends with it.
        case pushLast([UInt8])
        case stop
    }

    /// A body on its way, until it is taken or given up.
    private struct Push {
        let request: RESTRequest
        let deadline: Instant
        var isRetried = false
        /// When it is sent once more; nil while it is under way.
        var retry: Instant?
    }

    /// A run that is over waits no longer than this for its collector.
    private static let longestEnd = Nanoseconds.seconds(5)

    private let settings: OTLPSettings
    private let loop: EventLoop
    private let context: CurlContext
    private let client: RESTClient
    private var timer: PreciseTimer?
    /// Called with why a push came to nothing.
    private let failed: (String) -> Void
    private var push: Push?
    private var call: RESTCall?
    private var waiting: [UInt8]?
    private var isEnding = false

    /// - Throws: when the loop gives out no timer, or libcurl refuses a file of the settings.
    init(
        _ settings: OTLPSettings, proxies: ProxySettings, on loop: EventLoop, failed: @escaping (String) -> Void
    ) throws {
        self.settings = settings
        self.loop = loop
        self.failed = failed
        context = try CurlContext(on: loop)
        do {
            client = try RESTClient(
                on: context,
                TransferSettings(tls: settings.tls, proxies: proxies, timeout: settings.timeout, largestBody: 1 << 20))
            // Unowned: it is closed in `close()`, which comes before the end of this object.
            timer = try PreciseTimer(on: loop) { [unowned self] in retryIfDue() }
        } catch {
            context.close()
            throw error
        }
    }

    func obey(_ command: Command) {
        switch command {
        case .push(let body):
            waiting = body
        case .pushLast(let body):
            isEnding = true
            waiting = body
            giveUp()
        case .stop:
            waiting = nil
            giveUp()
            return loop.stop()
        }
        if push == nil { begin() }
    }

    /// After the loop's run; it must run once more for what belonged to libcurl.
    func close() {
        giveUp()
        timer?.close()
        context.close()
    }

    private func giveUp() {
        push = nil
        // Its outcome comes within the call, and nobody asks for it any more.
        call?.cancel()
        call = nil
    }

    private func begin() {
        guard let body = waiting else {
            if isEnding { loop.stop() }
            return
        }
        waiting = nil
        let limit = isEnding ? min(settings.timeout, Self.longestEnd) : settings.timeout
        push = Push(request: request(body), deadline: .now() + limit)
        send()
    }

    private func request(_ body: [UInt8]) -> RESTRequest {
        var fields = settings.headers.map { (name: $0.key, value: $0.value) }
        if settings.isCompressed { fields.append((name: "Content-Encoding", value: "gzip")) }
        return RESTRequest(
            method: "POST", url: settings.endpoint, fields: fields,
            body: .bytes(settings.isCompressed ? Zlib.gzipped(body) : body, type: "application/json"),
            redirectLimit: 0)
    }

    private func send() {
        guard let push else { return }
        call = client.send(push.request, timeout: push.deadline - .now()) { [unowned self] outcome in
            // A push that was given up is told of as well.
            guard self.push != nil else { return }
            ended(outcome.result)
        }
    }

    private func ended(_ result: Result<RESTResponse, TransferFailure>) {
        call = nil
        switch result {
        case .success(let response) where (200..<300).contains(response.status):
            if let count = Self.rejected(response.body) { failed("the collector rejected \(count) data points") }
        case .success(let response):
            if let wait = RetryAfter.wait(after: response), retry(in: wait) { return }
            failed("the collector answered \(response.status)")
        case .failure(let failure): failed("\(failure)")
        }
        push = nil
        begin()
    }

    /// How many data points an answer says were not taken (`ExportMetricsPartialSuccess`); nil when all were.
    private static func rejected(_ body: [UInt8]) -> Int? {
        struct Answer: Decodable {
            struct PartialSuccess: Decodable {
                /// A 64-bit integer is a string in JSON.
                let rejectedDataPoints: String?
            }
            let partialSuccess: PartialSuccess?
        }
        // An answer that is none of OTLP's says nothing, as an empty one does.
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(body))
        guard let count = Int(answer?.partialSuccess?.rejectedDataPoints ?? ""), count > 0 else { return nil }
        return count
    }

    /// - Returns: false when there is no time for it, or it is not the first one.
    private func retry(in wait: Nanoseconds) -> Bool {
        guard var push, !push.isRetried else { return false }
        let moment = Instant.now() + wait
        guard moment < push.deadline else { return false }
        push.isRetried = true
        push.retry = moment
        self.push = push
        timer?.arm(at: moment)
        return true
    }

    private func retryIfDue() {
        guard let moment = push?.retry else { return }
        // A time that was set for a push since given up.
        guard moment <= .now() else {
            timer?.arm(at: moment)
            return
        }
        push?.retry = nil
        send()
    }
}
