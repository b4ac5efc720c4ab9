/// An answer that makes no session, with as much of its body as is shown to somebody who looks on.
package struct RefusedAnswer {
    package let head: HTTPHead
    package let failure: DialFailure
    package private(set) var body: [UInt8] = []
    /// nil for a body whose end nobody can tell, and once its framing is broken: it is shown as far as it came.
    private var reader: BodyReader?

    /// Nobody reads more of an error page.
    private static let longest = 65_536

    package init(_ head: HTTPHead, _ failure: DialFailure) {
        self.head = head
        self.failure = failure
        reader = ResponseHead(head).flatMap { try? BodyFraming(of: $0) }.map(BodyReader.init)
    }

    /// Whether nothing of it is still to come, or enough of it is there.
    package var isComplete: Bool { reader?.isComplete ?? true || body.count >= Self.longest }

    package mutating func read(_ bytes: UnsafeRawBufferPointer) {
        // Lent for the call, and copied.
        guard reader != nil else { return unsafe body += bytes }
        var rest = unsafe bytes
        do throws(MalformedBody) {
            while let piece = try unsafe reader?.next(&rest) { unsafe body += piece }
        } catch {
            reader = nil
        }
    }
}
