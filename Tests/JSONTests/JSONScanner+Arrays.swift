import JSON
import Timing

// The expectation macros take no spans; arrays lend theirs here.
extension JSONScanner {
    static func value(at path: JSONPath, in bytes: [UInt8]) -> Value? { value(at: path, in: bytes.span) }

    static func integer(at path: JSONPath, in bytes: [UInt8]) -> Int? { integer(at: path, in: bytes.span) }

    static func double(at path: JSONPath, in bytes: [UInt8]) -> Double? { double(at: path, in: bytes.span) }

    static func unixMilliseconds(at path: JSONPath, in bytes: [UInt8]) -> Double? {
        unixMilliseconds(at: path, in: bytes.span)
    }

    static func reads(_ text: String, at path: JSONPath, in bytes: [UInt8]) -> Bool {
        reads(text, at: path, in: bytes.span)
    }
}
