import Glibc

/// Finds bytes among bytes.
enum ByteSearch {
    static func contains(_ needle: [UInt8], in haystack: [UInt8]) -> Bool {
        guard !needle.isEmpty else { return true }
        guard needle.count <= haystack.count else { return false }
        // Safe: both are lent for the length of the call, with their counts, and a hit is no further than
        // where the last one could begin.
        return unsafe haystack.withUnsafeBytes { haystack in
            unsafe needle.withUnsafeBytes { needle in
                guard var place = haystack.baseAddress, let text = needle.baseAddress else { return false }
                let last = unsafe place + (haystack.count - needle.count)
                while unsafe place <= last {
                    guard let hit = unsafe memchr(place, Int32(text.load(as: UInt8.self)), last - place + 1) else {
                        return false
                    }
                    if unsafe memcmp(hit, text, needle.count) == 0 { return true }
                    unsafe place = UnsafeRawPointer(hit) + 1
                }
                return false
            }
        }
    }
}
