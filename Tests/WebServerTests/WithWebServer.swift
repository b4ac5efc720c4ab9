import Glibc

@testable import WebServer

/// Serves routes on a free port of loopback while `body` runs, and stops.
func withWebServer(
    token: String? = nil, limits: WebLimits = WebLimits(),
    reply: @escaping @Sendable (WebRequest) -> WebReply = testRoutes, _ body: (WebServer) throws -> Void
) throws {
    let address = WebAddress(host: "127.0.0.1", port: 0)
    let server = try WebServer(WebSettings(address: address, token: token), limits: limits, reply: reply)
    let outcome = Result { try body(server) }
    server.stop()
    try outcome.get()
}

/// What the routes of the tests begin an event stream with.
let firstEvent = String(decoding: ServerSentEvent.bytes("state", data: Array("{}".utf8)), as: UTF8.self)

/// A few routes as a page has them.
@Sendable func testRoutes(_ request: WebRequest) -> WebReply {
    switch request.path {
    case "/events": .events(first: Array(firstEvent.utf8))
    case "/large": .answer(WebAnswer(contentType: "text/plain", body: largeBody))
    case "/picture": .answer(WebAnswer(contentType: "image/png", body: largeBody))
    case "/form": .answer(.text(200, "\(request.method) \(request.form("users") ?? "-")"))
    case "/header":
        .answer(.text(200, "ok", headers: [("Content-Disposition", "attachment; filename=\"a\r\nX-Bad: 1\"")]))
    default: .answer(.text(200, "\(request.method) \(request.path) \(request.query("q") ?? "-")"))
    }
}

/// 2 MB, more than the socket of a slow peer takes.
let largeBody = (0..<2_000_000).map { UInt8(ascii: "a") + UInt8($0 % 26) }

/// Descriptors of this process that are bound to the port.
func descriptors(boundTo port: Int) -> Int {
    (0..<4_096).count { descriptor in
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // The kernel writes no more than the size that it is told.
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(Int32(descriptor), $0, &length)
            }
        }
        return status == 0 && address.sin_family == sa_family_t(AF_INET) && address.sin_port == UInt16(port).bigEndian
    }
}
