package import EventLoop
package import LWSTransport
package import Timing

/// One accepted connection: plays the script of each request that has arrived whole.
package final class ScriptedConnection: ConnectionHandler {
    private let connection: Connection
    private let loop: EventLoop
    private let script: (_ request: String) -> [ServerStep]
    private let happened: () -> Void
    private var received: [UInt8] = []
    private var steps: [ServerStep] = []
    private var timer: PreciseTimer?
    /// Played when the first bytes arrive, whatever they are.
    package var whenReceived: [ServerStep] = []
    package private(set) var isOpen = true
    /// How long what the peer sends is left in the socket at first.
    package var pause: Nanoseconds?

    package init(
        _ connection: Connection, on loop: EventLoop, script: @escaping (String) -> [ServerStep],
        happened: @escaping () -> Void
    ) {
        self.connection = connection
        self.loop = loop
        self.script = script
        self.happened = happened
    }

    package func connectionReachedPeer(at instant: Instant) {
        if let pause { pauseReading(for: pause) }
    }

    package func connectionOpened(at instant: Instant) { happened() }
    package func connectionDrained(at instant: Instant) {}

    package func connectionReceived(_ bytes: UnsafeRawBufferPointer, at instant: Instant) {
        // Borrowed bytes, copied within the call that lends them.
        unsafe received.append(contentsOf: bytes)
        steps += whenReceived
        whenReceived = []
        play()
        while let request = takeRequest() {
            steps += script(request)
            play()
        }
        happened()
    }

    package func connectionEnded(_ ending: ConnectionEnding, at instant: Instant) {
        isOpen = false
        timer?.close()
        timer = nil
        happened()
    }

    private func pauseReading(for time: Nanoseconds) {
        connection.setReading(false)
        timer = try? PreciseTimer(on: loop) { [unowned self] in
            timer?.close()
            timer = nil
            connection.setReading(true)
        }
        timer?.arm(at: .now() + time)
    }

    private func takeRequest() -> String? {
        let text = String(decoding: received, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n")?.upperBound else { return nil }
        let field = text[..<end].lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        let length = field.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
        let size = text[..<end].utf8.count + length
        guard received.count >= size else { return nil }
        defer { received.removeFirst(size) }
        return String(decoding: received[..<size], as: UTF8.self)
    }

    private func send(_ bytes: [UInt8]) {
        // Lent for the call; the connection copies what the socket does not take.
        _ = unsafe bytes.withUnsafeBytes { unsafe connection.send($0) }
    }

    private func play() {
        guard timer == nil else { return }
        while isOpen, !steps.isEmpty {
            switch steps.removeFirst() {
            case .send(let text): send(Array(text.utf8))
            case .sendBytes(let bytes): send(bytes)
            case .finish: return connection.close()
            case .reset: return connection.reset()
            case .wait(let time):
                timer = try? PreciseTimer(on: loop) { [unowned self] in
                    timer?.close()
                    timer = nil
                    play()
                }
                timer?.arm(at: .now() + time)
                return
            }
        }
    }
}
