internal import CZlib

/// Whole texts in zlib's own format (RFC 1950).
package enum Zlib {
    package static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(UInt(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(length))
        // Both buffers outlive the call, which writes no more than `length` bytes and then says how many they were.
        let status = unsafe output.withUnsafeMutableBufferPointer { target in
            unsafe bytes.withUnsafeBufferPointer { source in
                unsafe compress(target.baseAddress, &length, source.baseAddress, UInt(source.count))
            }
        }
        // `compressBound` is enough for any text (zlib.h), and what remains is a lack of memory.
        precondition(status == Z_OK, "zlib compresses into a buffer that is large enough")
        return Array(output[..<Int(length)])
    }
}
