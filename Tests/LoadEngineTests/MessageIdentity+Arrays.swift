import LoadEngine

// The expectation macros take no spans; an array lends its own here.
extension MessageIdentity {
    func parse(in bytes: [UInt8], session: Int) -> Int? { parse(in: bytes.span, session: session) }
}
