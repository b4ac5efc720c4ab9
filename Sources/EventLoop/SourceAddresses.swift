package import Timing

/// The addresses that sessions are spread over: single ones, ranges and blocks.
///
///     list  = item *( "," item )
///     item  = address / address "-" address / address "/" prefix
package enum SourceAddresses {
    /// More source addresses than this serve no run: each is good for tens of thousands of sessions.
    static let most = 65_536

    /// Reads a list such as `10.0.0.1,127.0.0.2-127.0.0.9,127.0.1.0/29`; a block stands for every address of it.
    package static func parse(_ list: String) throws(TextError) -> [SocketAddress] {
        var addresses: [SocketAddress] = []
        for item in list.split(separator: ",", omittingEmptySubsequences: false) {
            let (first, last) = try bounds(of: item.trimmingSpaces)
            guard last.value - first.value < UInt128(most - addresses.count) else {
                throw TextError("'\(list)' names more than \(most) addresses")
            }
            for step in 0...(last.value - first.value) {
                let number = AddressNumber(family: first.family, value: first.value + step)
                addresses.append(SocketAddress(family: number.family, text: number.text))
            }
        }
        var seen = Set<SocketAddress>()
        if let twice = addresses.first(where: { !seen.insert($0).inserted }) {
            throw TextError("'\(list)' names \(twice) twice")
        }
        return addresses
    }

    private static func bounds(of item: String) throws(TextError) -> (first: AddressNumber, last: AddressNumber) {
        if let slash = item.firstIndex(of: "/") {
            return try block(of: String(item[..<slash]), prefix: String(item[item.index(after: slash)...]), item: item)
        }
        let ends = item.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard ends.count == 2 else {
            let address = try number(item, in: item)
            return (address, address)
        }
        let (first, last) = (try number(ends[0], in: item), try number(ends[1], in: item))
        guard first.family == last.family, first.value <= last.value else {
            throw TextError("'\(item)' is a range whose end does not follow its start")
        }
        return (first, last)
    }

    private static func block(
        of address: String, prefix: String, item: String
    ) throws(TextError) -> (first: AddressNumber, last: AddressNumber) {
        let number = try number(address, in: item)
        let width = number.family.byteCount * 8
        guard let length = Int(prefix), (0...width).contains(length) else {
            throw TextError("'\(item)' has the prefix length '\(prefix)'; expected 0 to \(width)")
        }
        let host: UInt128 = length == width ? 0 : .max >> UInt128(128 - (width - length))
        return (
            AddressNumber(family: number.family, value: number.value & ~host),
            AddressNumber(family: number.family, value: number.value | host)
        )
    }

    private static func number(_ text: String, in item: String) throws(TextError) -> AddressNumber {
        guard let number = AddressNumber(text) else {
            throw TextError(
                "'\(item)' is not an address, a range (127.0.0.2-127.0.0.9) or a block (127.0.1.0/29)")
        }
        return number
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        var trimmed = self
        while trimmed.first == " " { trimmed.removeFirst() }
        while trimmed.last == " " { trimmed.removeLast() }
        return String(trimmed)
    }
}
