package import Compression

/// What a peer's bytes say, one thing at a time. Borrowed bytes are valid within the callback only.
package protocol MessageReceiver: AnyObject {
    /// A complete message. `bytes` is its content, or of a longer one the first `retained` bytes of it.
    func received(_ bytes: UnsafeRawBufferPointer, length: Int, isText: Bool)
    func receivedPing(_ payload: UnsafeRawBufferPointer)
    func receivedPong(_ payload: UnsafeRawBufferPointer)
    /// A Close frame; nil code when it had no payload.
    func receivedClose(code: Int?, reason: UnsafeRawBufferPointer)
}

/// RFC 6455 framing as a value: bytes in, however they are cut; messages and control frames out; the first violation
/// ends it.
///
/// Hot path: a message that lies whole in the bytes is handed on where it lies, with no copy and no allocation. Only a
/// message in several pieces or fragments is gathered, up to `retained` bytes, whatever its length.
package struct MessageReader {
    private let role: Role
    private let retained: Int
    /// Undoes permessage-deflate when it was negotiated.
    package var inflater: MessageInflater?

    /// A header of which not all bytes have come yet.
    private var partialHeader: [UInt8] = []
    /// The frame whose payload is being read, and how much of it is still to come.
    private var frame: FrameHeader?
    private var remaining = 0

    // The message in progress: over fragments, or over reads.
    private var isInMessage = false
    private var isText = false
    private var isCompressed = false
    private var length = 0
    private var gathered: [UInt8] = []
    private var text = UTF8Validator()
    /// A control frame in several reads: at most 125 bytes.
    private var control: [UInt8] = []

    /// - Parameters:
    ///   - role: whose side this is: a client takes no masked frame, a server no other (RFC 6455 §5.1).
    ///   - retained: how many bytes of a long message are kept for its receiver.
    package init(role: Role, retained: Int) {
        self.role = role
        self.retained = retained
    }

    /// Reads on. Stops early when `goesOn` says false after something was delivered.
    ///
    /// - Returns: how many bytes were left unread by stopping early.
    /// - Throws: `ProtocolViolation`; nothing may be read after it.
    @discardableResult
    package mutating func read(
        _ input: UnsafeRawBufferPointer, for receiver: some MessageReceiver, while goesOn: () -> Bool
    ) throws(ProtocolViolation) -> Int {
        var bytes = unsafe input
        while bytes.count > 0 || (frame != nil && remaining == 0) {
            if frame == nil {
                guard try unsafe readHeader(&bytes) else { return 0 }
            }
            guard let frame else { return 0 }
            let count = min(remaining, bytes.count)
            let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<count])
            unsafe bytes = UnsafeRawBufferPointer(rebasing: bytes[count...])
            unsafe unmask(piece, of: frame)
            remaining -= count
            if frame.opcode.isControl {
                try unsafe readControl(piece, of: frame, for: receiver)
            } else {
                try unsafe readData(piece, of: frame, for: receiver)
            }
            if remaining == 0 { self.frame = nil }
            guard goesOn() else { return bytes.count }
        }
        return 0
    }

    // MARK: - Headers

    /// - Returns: false when the bytes end within the header.
    private mutating func readHeader(_ bytes: inout UnsafeRawBufferPointer) throws(ProtocolViolation) -> Bool {
        if partialHeader.isEmpty {
            switch unsafe FrameHeader.read(bytes) {
            case .header(let header, let size):
                try begin(header)
                unsafe bytes = UnsafeRawBufferPointer(rebasing: bytes[size...])
                return true
            case .needs:
                unsafe partialHeader.append(contentsOf: bytes)
                unsafe bytes = UnsafeRawBufferPointer(rebasing: bytes[bytes.count...])
                return false
            case .violation(let violation): throw violation
            }
        }
        while let byte = unsafe bytes.first {
            partialHeader.append(byte)
            unsafe bytes = UnsafeRawBufferPointer(rebasing: bytes[1...])
            let reading = unsafe partialHeader.withUnsafeBytes { unsafe FrameHeader.read($0) }
            switch reading {
            case .header(let header, _):
                partialHeader = []
                try begin(header)
                return true
            case .needs: continue
            case .violation(let violation): throw violation
            }
        }
        return false
    }

    /// Checks a frame against its opcode, our role and the message in progress (RFC 6455 §5.2, §5.4, §5.5).
    private mutating func begin(_ header: FrameHeader) throws(ProtocolViolation) {
        let opcode = header.opcode
        guard opcode.isKnown else { throw .badOpcode }
        let maySetRSV1 = inflater != nil && !opcode.isControl && opcode != .continuation
        guard header.reserved & ~(maySetRSV1 ? FrameHeader.compressed : 0) == 0 else { throw .reservedBits }
        if role == .client, header.mask != nil { throw .maskedFrame }
        if role == .server, header.mask == nil { throw .unmaskedFrame }
        if opcode.isControl {
            guard header.isFinal else { throw .fragmentedControl }
            guard header.length <= 125 else { throw .longControl }
        } else if opcode == .continuation {
            guard isInMessage else { throw .unexpectedContinuation }
        } else {
            guard !isInMessage else { throw .unfinishedMessage }
            isInMessage = true
            isText = opcode == .text
            isCompressed = header.reserved & FrameHeader.compressed != 0
            length = 0
            text = UTF8Validator()
        }
        frame = header
        remaining = header.length
    }

    /// Unmasks in place: the bytes are the transport's read buffer, ours until the callback returns.
    private func unmask(_ piece: UnsafeRawBufferPointer, of frame: FrameHeader) {
        guard let mask = frame.mask else { return }
        let phase = frame.length - remaining
        unsafe Masking.apply(mask, phase: phase, to: UnsafeMutableRawBufferPointer(mutating: piece))
    }

    // MARK: - Control frames

    private mutating func readControl(
        _ piece: UnsafeRawBufferPointer, of frame: FrameHeader, for receiver: some MessageReceiver
    ) throws(ProtocolViolation) {
        if remaining > 0 || !control.isEmpty {
            unsafe control.append(contentsOf: piece)
            guard remaining == 0 else { return }
            let whole = control
            control = []
            let outcome = unsafe whole.withUnsafeBytes { bytes in
                unsafe Self.deliver(bytes, opcode: frame.opcode, to: receiver)
            }
            if let outcome { throw outcome }
        } else if let violation = unsafe Self.deliver(piece, opcode: frame.opcode, to: receiver) {
            throw violation
        }
    }

    private static func deliver(
        _ payload: UnsafeRawBufferPointer, opcode: Opcode, to receiver: some MessageReceiver
    ) -> ProtocolViolation? {
        switch opcode {
        case .ping: unsafe receiver.receivedPing(payload)
        case .pong: unsafe receiver.receivedPong(payload)
        default:
            guard payload.count != 1 else { return .badClosePayload }
            guard payload.count > 1 else {
                unsafe receiver.receivedClose(code: nil, reason: payload)
                return nil
            }
            // Both bytes are there: checked right above.
            let code = unsafe Int(payload[0]) << 8 | Int(payload[1])
            unsafe receiver.receivedClose(code: code, reason: UnsafeRawBufferPointer(rebasing: payload[2...]))
        }
        return nil
    }

    // MARK: - Messages

    private mutating func readData(
        _ piece: UnsafeRawBufferPointer, of frame: FrameHeader, for receiver: some MessageReceiver
    ) throws(ProtocolViolation) {
        let isLast = frame.isFinal && remaining == 0
        if isCompressed, let inflater {
            let isWhole = isLast
            var failure: ProtocolViolation?
            let inflated = unsafe inflater.inflate(piece, isLast: isWhole) { plain in
                if unsafe !gather(plain) { failure = .invalidUTF8 }
                return failure == nil
            }
            if let failure { throw failure }
            guard inflated else { throw .badCompression }
        } else if isLast, length == 0 {
            guard unsafe !isText || (text.accept(piece) && text.isComplete) else { throw .invalidUTF8 }
            isInMessage = false
            let kept = unsafe UnsafeRawBufferPointer(rebasing: piece.prefix(retained))
            unsafe receiver.received(kept, length: piece.count, isText: isText)
            return
        } else {
            guard unsafe gather(piece) else { throw .invalidUTF8 }
        }
        guard isLast else { return }
        guard !isText || text.isComplete else { throw .invalidUTF8 }
        let whole = gathered
        gathered = []
        isInMessage = false
        unsafe whole.withUnsafeBytes { unsafe receiver.received($0, length: length, isText: isText) }
    }

    /// - Returns: false when the text is not UTF-8.
    private mutating func gather(_ piece: UnsafeRawBufferPointer) -> Bool {
        if isText, unsafe !text.accept(piece) { return false }
        length += piece.count
        let room = retained - gathered.count
        if room > 0 { unsafe gathered.append(contentsOf: piece.prefix(room)) }
        return true
    }
}
