internal import Dispatch
internal import EventLoop

/// Addresses of names that a redirect brings up in the middle of a run: asked for on another thread, because the
/// system's resolver blocks, and each once for a loop. Confined to its loop's thread.
final class NameLookups {
    private struct Answer: Sendable {
        let host: String
        let address: String?
    }

    /// nil for a name that leads nowhere.
    private var known: [String: String?] = [:]
    private var waiting: [String: [(String?) -> Void]] = [:]
    private var mailbox: Mailbox<Answer>?

    init(on loop: EventLoop) {
        mailbox = Mailbox(on: loop) { [unowned self] in take($0) }
    }

    /// Calls back with the address of a host, nil when it has none: at once when it is known, later otherwise.
    func find(_ host: String, then: @escaping (String?) -> Void) {
        if let address = known[host] { return then(address) }
        let isUnderWay = waiting[host] != nil
        waiting[host, default: []].append(then)
        guard !isUnderWay, let mailbox else { return }
        // Not a task: those share as few threads as there are cores with the controller, which must not wait for a name.
        DispatchQueue.global().async {
            let address = try? Resolver.resolve(host).first?.text
            mailbox.post(Answer(host: host, address: address))
        }
    }

    private func take(_ answer: Answer) {
        known[answer.host] = .some(answer.address)
        for then in waiting.removeValue(forKey: answer.host) ?? [] { then(answer.address) }
    }

    /// Before the loop ends: nobody is called back after it.
    func close() {
        mailbox?.close()
        mailbox = nil
        waiting = [:]
    }
}
