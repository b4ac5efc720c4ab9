import EventLoop
import Glibc
import LWSTransport
import Testing

@Suite("Descriptors of a transport", .timeLimit(.minutes(1)))
struct DescriptorTests {
    @Test("a transport that ends closes no file that was opened meanwhile")
    func strangers() throws {
        let loop = try EventLoop()
        let transport = try TransportContext(on: loop)
        _ = try transport.listen(address: "127.0.0.1", port: 0, tls: nil) { _ in RecordingHandler {} }
        transport.close()
        // The kernel gives out the lowest free numbers: those that the transport has given back are among them.
        let files = (0..<64).map { _ in unsafe open("/dev/null", O_RDONLY | O_CLOEXEC) }
        #expect(loop.close())
        for file in files { #expect(fcntl(file, F_GETFD) >= 0, "descriptor \(file) was closed under its owner's feet") }
        for file in files { close(file) }
    }
}
