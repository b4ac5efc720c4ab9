internal import CZlib

/// Whole texts in zlib's own format (RFC 1950) and in gzip's (RFC 1952).
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

    /// - Parameters:
    ///   - bytes: a text in zlib's format.
    ///   - limit: more bytes than that are not made of it, however many it stands for.
    /// - Returns: nil when `bytes` are not a whole text in zlib's format, with nothing behind it, or stand for more.
    package static func decompressed(_ bytes: [UInt8], upTo limit: Int) -> [UInt8]? {
        // One more than the limit: a text that fills it all is too long.
        var output = [UInt8](repeating: 0, count: limit + 1)
        var length = UInt(output.count)
        var taken = UInt(bytes.count)
        // Both buffers outlive the call, which reads and writes no more than it is told, and then says how much it was.
        let status = unsafe output.withUnsafeMutableBufferPointer { target in
            unsafe bytes.withUnsafeBufferPointer { source in
                unsafe uncompress2(target.baseAddress, &length, source.baseAddress, &taken)
            }
        }
        guard status == Z_OK, taken == bytes.count, length <= limit else { return nil }
        return Array(output[..<Int(length)])
    }

    /// The same bytes for the same text: gzip's header then names neither a file nor a time.
    package static func gzipped(_ bytes: [UInt8]) -> [UInt8] {
        // zlib remembers where the stream lies: it keeps its place until it is ended and freed here.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        defer { unsafe stream.deallocate() }
        // 16 more than the bits of the window ask for gzip's header and checksum (zlib.h, deflateInit2).
        let status = unsafe streamload_deflate_init(stream, 15 + 16)
        precondition(status == Z_OK, "zlib has the memory for a stream")
        defer { unsafe deflateEnd(stream) }
        var output = [UInt8](repeating: 0, count: unsafe Int(deflateBound(stream, UInt(bytes.count))))
        // zlib reads the text and never writes to it; both buffers outlive the call.
        let produced = unsafe bytes.withUnsafeBytes { source in
            unsafe output.withUnsafeMutableBytes { target -> Int in
                unsafe stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: source.bindMemory(to: UInt8.self).baseAddress)
                unsafe stream.pointee.avail_in = UInt32(source.count)
                unsafe stream.pointee.next_out = target.bindMemory(to: UInt8.self).baseAddress
                unsafe stream.pointee.avail_out = UInt32(target.count)
                let status = unsafe deflate(stream, Z_FINISH)
                precondition(status == Z_STREAM_END, "zlib compresses into a buffer that is large enough")
                return unsafe target.count - Int(stream.pointee.avail_out)
            }
        }
        output.removeLast(output.count - produced)
        return output
    }
}
