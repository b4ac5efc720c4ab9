import LoadEngine
import Timing

// The expectation macros take no spans; arrays lend theirs here.
extension JSONScanner {
    static func value(at path: JSONPath, in bytes: [UInt8]) -> Value? { value(at: path, in: bytes.span) }

    static func integer(at path: JSONPath, in bytes: [UInt8]) -> Int? { integer(at: path, in: bytes.span) }

    static func double(at path: JSONPath, in bytes: [UInt8]) -> Double? { double(at: path, in: bytes.span) }

    static func unixMilliseconds(at path: JSONPath, in bytes: [UInt8]) -> Double? {
        unixMilliseconds(at: path, in: bytes.span)
    }

    static func matches(_ match: FieldMatch, in bytes: [UInt8]) -> Bool { matches(match, in: bytes.span) }
}

extension MessageIdentity {
    func parse(in bytes: [UInt8], session: Int) -> Int? { parse(in: bytes.span, session: session) }
}
