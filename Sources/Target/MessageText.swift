internal import Glibc

/// The text of a message under construction, in a buffer that is used again for the next one.
///
/// Hot path: no allocation unless a message is larger than every one before it.
struct MessageText {
    private(set) var bytes: [UInt8] = []

    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func append(_ text: [UInt8]) { bytes.append(contentsOf: text) }

    mutating func append(_ text: ArraySlice<UInt8>) { bytes.append(contentsOf: text) }

    /// Appends nothing when the count is negative.
    mutating func append(repeating byte: UInt8, count: Int) {
        bytes.append(contentsOf: repeatElement(byte, count: max(0, count)))
    }

    /// Takes away the LF, CRLF or CR at the end.
    mutating func removeLineEnd() {
        bytes.removeLast(bytes.suffix(2).elementsEqual("\r\n".utf8) ? 2 : 1)
    }

    /// A positive number.
    mutating func append(hexadecimal number: Int) {
        let start = bytes.count
        var rest = number
        while rest > 0 {
            let digit = UInt8(rest & 0xF)
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            rest >>= 4
        }
        bytes[start...].reverse()
    }

    /// A number that is not negative.
    mutating func append(decimal number: Int, digits: Int = 1) {
        let start = bytes.count
        var rest = number
        while rest > 0 || bytes.count - start < digits {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        }
        bytes[start...].reverse()
    }

    /// A number of thousandths, with its point.
    mutating func append(thousandths number: Int) {
        append(decimal: number / 1_000)
        bytes.append(UInt8(ascii: "."))
        append(decimal: number % 1_000, digits: 3)
    }

    /// A number of hundredths, with its point.
    mutating func append(hundredths number: Int) {
        append(decimal: number / 100)
        bytes.append(UInt8(ascii: "."))
        append(decimal: number % 100, digits: 2)
    }
}

/// The wall clock, for what the target tells about its time and for nothing that is measured.
enum UnixTime {
    static func microseconds() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1_000
    }
}
