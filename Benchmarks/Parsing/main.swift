import Glibc
import SSEClient
import Timing

/// Megabytes of event stream per second, beside the least that finding its lines could be: one memchr('\n') after
/// another over the same bytes.
///
/// The events are of 100 bytes each, as feeds send them, and come in reads of 64 KB that cut them anywhere.
final class Tally: EventReceiver {
    private(set) var events = 0
    private(set) var dataBytes = 0

    func received(_ event: borrowing StreamEvent) {
        events += 1
        dataBytes += unsafe event.data.count
    }

    func receivedLastEventID(_ id: UnsafeRawBufferPointer) {}
    func receivedComment(_: UnsafeRawBufferPointer) {}
    func receivedReconnectionTime(_ time: Nanoseconds) {}
}

let eventSize = 100
let readSize = 65_536
let rounds = 20

/// 40 MB of such events; each is as long as the others, its ID included.
func stream(lineEnd: String, typed: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for number in 0..<400_000 {
        var head = "id: \(1_000_000 + number)\(lineEnd)"
        if typed { head += "event: trade\(lineEnd)" }
        head += "data: {\"seq\":\(number),\"text\":\""
        let tail = "\"}\(lineEnd)\(lineEnd)"
        let padding = String(repeating: "x", count: eventSize - head.utf8.count - tail.utf8.count)
        bytes += Array((head + padding + tail).utf8)
    }
    return bytes
}

/// The fastest of the rounds: the others were disturbed.
func seconds(_ body: () -> Void) -> Double {
    body()
    return (0..<rounds).map { _ in
        let start = Instant.now()
        body()
        return (Instant.now() - start).seconds
    }.min() ?? .infinity
}

/// How many line feeds there are, found one by one.
func lineFeeds(in bytes: UnsafeRawBufferPointer) -> Int {
    guard var next = bytes.baseAddress else { return 0 }
    // Never beyond the end of the bytes.
    let end = unsafe next + bytes.count
    var found = 0
    while let hit = unsafe memchr(next, 0x0A, end - next) {
        found += 1
        unsafe next = UnsafeRawPointer(hit) + 1
    }
    return found
}

func measure(_ name: String, lineEnd: String, typed: Bool) {
    let bytes = stream(lineEnd: lineEnd, typed: typed)
    let tally = Tally()
    var found = 0
    // The bytes are lent for the length of each pass.
    let floor = seconds { unsafe bytes.withUnsafeBytes { found += unsafe lineFeeds(in: $0) } }
    let parsing = seconds {
        var parser = EventStreamParser(largestEvent: 1 << 20)
        unsafe bytes.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: readSize) {
                let read = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + readSize, bytes.count)])
                try? unsafe parser.consume(read, for: tally) { true }
            }
        }
    }
    let count = bytes.count / eventSize
    precondition(tally.events == (rounds + 1) * count, "every event was told")
    precondition(found == (rounds + 1) * count * (typed ? 4 : 3), "every line feed was found")
    print(
        """
        parsing events of \(eventSize) bytes, \(name): \(Int(Double(bytes.count) / parsing / 1e6)) MB/s, \
        \(Int((parsing / Double(count) * 1e9).rounded())) ns an event, \
        \((parsing / floor * 100).rounded() / 100) × memchr (≥ 500 MB/s)
        """)
}

measure("LF", lineEnd: "\n", typed: false)
measure("LF, with a type", lineEnd: "\n", typed: true)
measure("CR LF, with a type", lineEnd: "\r\n", typed: true)
