import EventLoop
import Testing
import Timing

@Suite("Source addresses")
struct SourceAddressesTests {
    @Test(
        "a list holds addresses, ranges and blocks",
        arguments: [
            ("127.0.0.1", ["127.0.0.1"]), ("127.0.0.1, 10.0.0.9", ["127.0.0.1", "10.0.0.9"]),
            ("127.0.0.254-127.0.1.1", ["127.0.0.254", "127.0.0.255", "127.0.1.0", "127.0.1.1"]),
            ("127.0.1.6/30", ["127.0.1.4", "127.0.1.5", "127.0.1.6", "127.0.1.7"]), ("127.0.0.5/32", ["127.0.0.5"]),
            ("::1", ["::1"]), ("fd00:0:0::fffe-fd00::1:1", ["fd00::fffe", "fd00::ffff", "fd00::1:0", "fd00::1:1"]),
            ("fd00::/127", ["fd00::", "fd00::1"]),
        ])
    func lists(text: String, expected: [String]) throws {
        let addresses = try SourceAddresses.parse(text)
        #expect(addresses.map(\.text) == expected)
    }

    @Test(
        "a list that names no addresses is refused in words",
        arguments: [
            ("", "'' is not an address, a range (127.0.0.2-127.0.0.9) or a block (127.0.1.0/29)"),
            ("eth0", "'eth0' is not an address, a range (127.0.0.2-127.0.0.9) or a block (127.0.1.0/29)"),
            ("127.0.0.1,", "'' is not an address, a range (127.0.0.2-127.0.0.9) or a block (127.0.1.0/29)"),
            ("127.0.0.9-127.0.0.2", "'127.0.0.9-127.0.0.2' is a range whose end does not follow its start"),
            ("127.0.0.1-::1", "'127.0.0.1-::1' is a range whose end does not follow its start"),
            ("127.0.0.1/33", "'127.0.0.1/33' has the prefix length '33'; expected 0 to 32"),
            ("127.0.0.1/", "'127.0.0.1/' has the prefix length ''; expected 0 to 32"),
            ("127.0.0.0/15", "'127.0.0.0/15' names more than 65536 addresses"),
            ("::/0", "'::/0' names more than 65536 addresses"),
            ("127.0.0.1,127.0.0.0/30", "'127.0.0.1,127.0.0.0/30' names 127.0.0.1 twice"),
        ])
    func refused(text: String, message: String) {
        #expect(throws: TextError(message)) { try SourceAddresses.parse(text) }
    }

    @Test("an address of this machine can be bound to, one of another cannot, and the system says why")
    func binding() throws {
        func failure(_ text: String) throws -> String? { try #require(SocketAddress(text)).bindFailure() }
        let own = [try failure("127.0.0.1"), try failure("127.3.2.1")]
        #expect(own == [nil, nil])
        let foreign = try failure("192.0.2.1")
        #expect(foreign == "Cannot assign requested address")
    }
}

@Suite("Resolving names")
struct ResolverTests {
    @Test(
        "a numeric address is its own answer",
        arguments: [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("0:0::0:1", "::1")])
    func numeric(host: String, expected: String) throws {
        let addresses = try Resolver.resolve(host)
        #expect(addresses.map(\.text) == [expected])
    }

    @Test("localhost resolves to loopback addresses, IPv4 first")
    func localhost() throws {
        let addresses = try Resolver.resolve("localhost")
        #expect(addresses.first?.text == "127.0.0.1")
        #expect(addresses.allSatisfy { $0.isLoopback })
        #expect(Set(addresses).count == addresses.count)
    }

    @Test("a name that leads nowhere says so", arguments: ["", "name with spaces", "no-such-host.invalid"])
    func unknown(host: String) {
        let error = #expect(throws: ResolverError.self) { try Resolver.resolve(host) }
        #expect(error?.host == host)
        #expect(error?.reason.isEmpty == false)
    }
}
