/// The requests of one connection on their way to be served: gathered from bytes, handed out one at a time, and held back
/// while the answers before them wait for the socket.
///
///     append(bytes) → next() → serve, and so on until nil → append(bytes) …
package struct RequestIntake: Sendable {
    package enum Step: Equatable {
        case request(HTTPRequest)
        /// Its peer waits for `goOn` before it sends the body of a request.
        case wantsContinue
        /// What is wrong with a request, as a status; nothing can be read after this.
        case refused(status: Int)
    }

    /// RFC 9110 §15.2.1.
    package static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// A larger buffer is given back when it is empty: connections that rest must not keep it.
    private static let keptCapacity = 4_096

    /// Whether requests wait.
    package var isHeld = false
    private var reader: HTTPRequestReader
    private var bytes: [UInt8] = []
    /// How many of them belonged to requests handed out.
    private var used = 0

    package init(_ reader: HTTPRequestReader = HTTPRequestReader()) { self.reader = reader }

    /// Takes what has come, borrowed for the length of the call.
    package mutating func append(_ piece: UnsafeRawBufferPointer) { unsafe bytes.append(contentsOf: piece) }

    /// - Returns: what is to be done next; nil when more has to come, or requests are held.
    package mutating func next() -> Step? {
        guard !isHeld, used < bytes.count else { return nil }
        switch read() {
        case .request(let request, let count):
            used += count
            if used == bytes.count { clear() }
            return .request(request)
        case .needsMore:
            clear()
            return nil
        case .wantsContinue:
            clear()
            return .wantsContinue
        case .refused(let status):
            clear()
            return .refused(status: status)
        }
    }

    /// Gives out what came behind the last request, when that was another protocol's beginning.
    package mutating func takeRest() -> [UInt8] {
        defer {
            bytes = []
            used = 0
        }
        return Array(bytes[used...])
    }

    private mutating func read() -> HTTPRequestReader.Reading {
        // The buffer is the caller's alone again when this returns, and cleared without a copy.
        let lent = bytes
        // Lent for the call; `used` is within them.
        return unsafe lent.withUnsafeBytes { unsafe reader.read(UnsafeRawBufferPointer(rebasing: $0[used...])) }
    }

    private mutating func clear() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        used = 0
    }
}
