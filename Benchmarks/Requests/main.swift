import CLinux
import CurlTransport
import EventLoop
import Glibc
import LWSTransport
import RESTClient
import Target
import Timing

/// CPU of this thread per keep-alive GET of the target's `/health`, beside a client that does nothing but its system
/// calls: epoll, one write and one read a request, no parsing. The target is on a thread of its own.
let users = 50
let requests = 100_000

/// `CLOCK_THREAD_CPUTIME_ID`.
func threadSeconds() -> Double {
    var time = timespec()
    // Filled within the call.
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func connected(to port: Int) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    // The generic and the IPv4 address share their first bytes; the pointer is lent for the call.
    let status = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(descriptor, $0, length) }
    }
    precondition(status == 0, "the target takes connections")
    return descriptor
}

/// µs of CPU a request, at the least.
func floorCost(_ port: Int) -> Double {
    let text = Array("GET /health HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAccept: */*\r\n\r\n".utf8)
    var answer = [UInt8](repeating: 0, count: 4_096)
    let poll = epoll_create1(0)
    let descriptors = (0..<users).map { _ in connected(to: port) }
    for descriptor in descriptors {
        // Zeroed C structs; the union in them holds a descriptor, then and later.
        var event = unsafe epoll_event()
        unsafe event.events = UInt32(EPOLLIN.rawValue)
        unsafe event.data.fd = descriptor
        // Both are read within the calls.
        unsafe epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event)
        unsafe write(descriptor, text, text.count)
    }
    var events = unsafe [epoll_event](repeating: epoll_event(), count: users)
    var done = 0
    let start = threadSeconds()
    while done < requests {
        // The kernel fills no more than the arrays hold.
        let count = unsafe epoll_wait(poll, &events, Int32(users), -1)
        for index in 0..<max(0, Int(count)) {
            let descriptor = unsafe events[index].data.fd
            unsafe read(descriptor, &answer, answer.count)
            unsafe write(descriptor, text, text.count)
            done += 1
        }
    }
    let cost = (threadSeconds() - start) / Double(done) * 1e6
    for descriptor in descriptors { close(descriptor) }
    close(poll)
    return cost
}

/// µs of CPU a request of ours, redirects allowed and every phase read.
func clientCost(_ port: Int) throws -> Double {
    let loop = try EventLoop()
    let context = try CurlContext(on: loop)
    let client = try RESTClient(on: context, TransferSettings())
    let request = RESTRequest(url: try .parse("http://127.0.0.1:\(port)/health"))
    var (started, done) = (0, 0)
    func next() {
        guard started < requests else { return }
        started += 1
        client.send(request) { outcome in
            precondition((try? outcome.result.get().status) == 200, "the target is healthy")
            done += 1
            next()
            if done == requests { loop.stop() }
        }
    }
    let start = threadSeconds()
    for _ in 0..<users { next() }
    loop.run()
    let cost = (threadSeconds() - start) / Double(done) * 1e6
    context.close()
    precondition(loop.close(), "nothing is left on the loop")
    return cost
}

func measure() throws {
    let target = try RunningTarget(TargetPlan())
    let port = target.port
    // The cheapest of three rounds: the others were disturbed.
    let floor = (0..<3).map { _ in floorCost(port) }.min() ?? .infinity
    let rounds = Result { try (0..<3).map { _ in try clientCost(port) } }
    _ = target.stop()
    let ours = try rounds.get().min() ?? .infinity
    func figure(_ value: Double) -> Double { (value * 100).rounded() / 100 }
    print(
        """
        keep-alive GET, \(users) users: \(figure(ours)) µs of CPU a request, epoll client \(figure(floor)) µs, \
        \(figure(ours / floor)) × floor
        """)
}

try measure()
