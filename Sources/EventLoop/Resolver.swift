import CLinux
import Glibc

/// A name that leads to no address, and the system's word for why.
package struct ResolverError: Error, Equatable, CustomStringConvertible {
    package let host: String
    package let reason: String

    package var description: String { "'\(host)' does not resolve: \(reason)" }
}

/// Asks for the addresses of a name, once, before a run (`getaddrinfo(3)`; it blocks).
package enum Resolver {
    /// The addresses of a host name or numeric address, IPv4 ones first, each once, otherwise in the system's order.
    package static func resolve(_ host: String) throws(ResolverError) -> [SocketAddress] {
        // Safe: `hints` outlives the call, and the list it makes is freed on every way out of this function.
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else { throw ResolverError(host: host, reason: reason(status)) }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            if let address = unsafe address(of: entry.pointee), !addresses.contains(address) {
                addresses.append(address)
            }
            unsafe next = entry.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw ResolverError(host: host, reason: "it has no IPv4 or IPv6 address") }
        return addresses.filter { $0.family == .ipv4 } + addresses.filter { $0.family == .ipv6 }
    }

    /// The numeric text of a list entry (`getnameinfo(3)`, which keeps the zone of a link-local address).
    private static func address(of entry: addrinfo) -> SocketAddress? {
        let family: SocketAddress.Family
        switch unsafe entry.ai_family {
        case AF_INET: family = .ipv4
        case AF_INET6: family = .ipv6
        default: return nil
        }
        var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        // Safe: the entry's address is alive as long as its list, and the buffer is written within its count.
        return unsafe buffer.withUnsafeMutableBufferPointer { text in
            guard let base = text.baseAddress,
                unsafe getnameinfo(
                    entry.ai_addr, entry.ai_addrlen, base, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
            else { return nil }
            return unsafe SocketAddress(family: family, text: String(cString: base))
        }
    }

    private static func reason(_ status: Int32) -> String {
        // Safe: both return texts that live as long as the process.
        guard status != EAI_SYSTEM else { return unsafe String(cString: strerror(errno)) }
        return unsafe String(cString: gai_strerror(status))
    }
}
