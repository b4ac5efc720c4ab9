import CLinux
import Glibc

/// A numeric IP address, as text and in the forms that the kernel takes.
package struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    package enum Family: Sendable, Hashable {
        case ipv4, ipv6

        /// `AF_INET` or `AF_INET6`.
        package var code: Int32 { self == .ipv4 ? AF_INET : AF_INET6 }
        var byteCount: Int { self == .ipv4 ? 4 : 16 }
    }

    package let family: Family
    /// The address in its shortest form, without brackets (`inet_ntop(3)`), with the zone of a link-local one.
    package let text: String

    package var description: String { text }

    init(family: Family, text: String) {
        self.family = family
        self.text = text
    }

    /// Reads a numeric address (`inet_pton(3)`); nil for anything else, names included.
    package init?(_ text: String) {
        guard let number = AddressNumber(text) else { return nil }
        self.init(family: number.family, text: number.text)
    }

    package var isLoopback: Bool { family == .ipv4 ? text.hasPrefix("127.") : text == "::1" }

    /// Why no socket can be bound to the address on this machine; nil when one can.
    package func bindFailure() -> String? {
        let descriptor = socket(family.code, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return Self.errorText() }
        defer { close(descriptor) }
        return unsafe withSocketAddress(port: 0) { address, length in
            // Safe: the address is read during the call alone.
            unsafe bind(descriptor, address, length) == 0 ? nil : Self.errorText()
        } ?? nil
    }

    /// Lends the address with a port as a `sockaddr`; nil when the text is no address.
    func withSocketAddress<Result>(
        port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        guard let number = AddressNumber(text) else { return nil }
        var storage = sockaddr_storage()
        // Safe: `sockaddr_storage` is made to hold either kind, and `body` keeps no pointer.
        return unsafe withUnsafeMutablePointer(to: &storage) { storage in
            switch family {
            case .ipv4:
                unsafe storage.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    unsafe $0.pointee.sin_family = sa_family_t(AF_INET)
                    unsafe $0.pointee.sin_port = port.bigEndian
                    unsafe $0.pointee.sin_addr.s_addr = UInt32(truncatingIfNeeded: number.value).bigEndian
                }
            case .ipv6:
                unsafe storage.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    unsafe $0.pointee.sin6_family = sa_family_t(AF_INET6)
                    unsafe $0.pointee.sin6_port = port.bigEndian
                    unsafe withUnsafeMutableBytes(of: &$0.pointee.sin6_addr) {
                        unsafe $0.copyBytes(from: number.bytes)
                    }
                }
            }
            let length = family == .ipv4 ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
            return unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(length))
            }
        }
    }

    private static func errorText() -> String { unsafe String(cString: strerror(errno)) }
}

/// An address as a number, so that ranges and blocks of addresses can be counted through.
struct AddressNumber: Equatable {
    let family: SocketAddress.Family
    let value: UInt128

    init(family: SocketAddress.Family, value: UInt128) {
        self.family = family
        self.value = value
    }

    init?(_ text: String) {
        let family: SocketAddress.Family = text.contains(":") ? .ipv6 : .ipv4
        var bytes = [UInt8](repeating: 0, count: family.byteCount)
        // Safe: the array has the room that the family's addresses take.
        guard unsafe bytes.withUnsafeMutableBytes({ unsafe inet_pton(family.code, text, $0.baseAddress) }) == 1 else {
            return nil
        }
        self.init(family: family, value: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    }

    /// In network order.
    var bytes: [UInt8] {
        let count = family.byteCount
        return (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt128(8 * (count - 1 - $0))) }
    }

    var text: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let bytes = bytes
        // Safe: both arrays outlive the call, and the longest address text fits the buffer.
        return unsafe bytes.withUnsafeBytes { source in
            unsafe buffer.withUnsafeMutableBufferPointer { target in
                guard let base = target.baseAddress, let source = source.baseAddress,
                    unsafe inet_ntop(family.code, source, base, socklen_t(INET6_ADDRSTRLEN)) != nil
                else { return "" }
                return unsafe String(cString: base)
            }
        }
    }
}
