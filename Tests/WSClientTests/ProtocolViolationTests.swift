import Testing
import Timing
import WSClient

@Suite("Violations of RFC 6455")
struct ProtocolViolationTests {
    /// A reader's role, the bytes it gets, and what they break.
    struct Breach: Sendable, CustomTestStringConvertible {
        let violation: ProtocolViolation
        var role = Role.client
        let wire: [UInt8]

        var testDescription: String { "\(violation.rawValue) \(wire)" }
    }

    private static func frame(_ first: UInt8, _ payload: [UInt8] = []) -> [UInt8] { WireBytes.frame(first, payload) }

    static let breaches: [Breach] = [
        Breach(violation: .badOpcode, wire: frame(0x83)), Breach(violation: .badOpcode, wire: frame(0x87)),
        Breach(violation: .badOpcode, wire: frame(0x8B)), Breach(violation: .badOpcode, wire: frame(0x8F)),
        Breach(violation: .reservedBits, wire: frame(0xC1)), Breach(violation: .reservedBits, wire: frame(0xA1)),
        Breach(violation: .reservedBits, wire: frame(0x91)), Breach(violation: .reservedBits, wire: frame(0xC9)),
        Breach(violation: .maskedFrame, wire: WireBytes.frame(0x81, [1], for: .server)),
        Breach(violation: .maskedFrame, wire: [0x81, 0x80, 0, 0, 0, 0]),
        Breach(violation: .unmaskedFrame, role: .server, wire: frame(0x81, [1])),
        Breach(violation: .nonMinimalLength, wire: [0x81, 126, 0, 5]),
        Breach(violation: .nonMinimalLength, wire: [0x81, 127, 0, 0, 0, 0, 0, 0, 1, 0]),
        Breach(violation: .oversizedLength, wire: [0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        Breach(violation: .fragmentedControl, wire: frame(0x09)),
        Breach(violation: .fragmentedControl, wire: frame(0x08)),
        Breach(violation: .longControl, wire: WireBytes.head(0x89, length: 126)),
        Breach(violation: .longControl, wire: WireBytes.head(0x88, length: 1 << 40)),
        Breach(violation: .unexpectedContinuation, wire: frame(0x80)),
        Breach(violation: .unexpectedContinuation, wire: frame(0x00, [1])),
        Breach(violation: .unfinishedMessage, wire: frame(0x01) + frame(0x81)),
        Breach(violation: .unfinishedMessage, wire: frame(0x02, [1]) + frame(0x02)),
        Breach(violation: .invalidUTF8, wire: frame(0x81, [0xFF])),
        Breach(violation: .invalidUTF8, wire: frame(0x81, [0xE2, 0x82])),
        Breach(violation: .invalidUTF8, wire: frame(0x01, [0xC0])),
        Breach(violation: .invalidUTF8, wire: frame(0x01, [0xE2]) + frame(0x80)),
        Breach(violation: .badClosePayload, wire: frame(0x88, [3])),
    ]

    @Test("each is found in whole bytes and byte by byte, and nothing is delivered", arguments: breaches)
    func breachIsFound(breach: Breach) {
        let expected = ReadingOutcome(events: [], violation: breach.violation)
        #expect(ReadingOutcome.of([breach.wire], role: breach.role) == expected)
        #expect(ReadingOutcome.of(breach.wire.map { [$0] }, role: breach.role) == expected)
    }

    @Test("the table above and that of compressed messages leave none out")
    func noneIsLeftOut() {
        let found = Set(Self.breaches.map(\.violation)).union([.badCompression])
        #expect(found == Set(ProtocolViolation.allCases))
    }

    @Test("invalid UTF-8 is refused at its first wrong byte, long before the message ends")
    func badTextIsRefusedEarly() {
        let wire = WireBytes.head(0x81, length: 1 << 40) + [0x61, 0xFF]
        #expect(ReadingOutcome.of([wire]).violation == .invalidUTF8)
    }

    @Test("wrong content closes with 1007, everything else with 1002")
    func closeCodeTellsThePeer() {
        for violation in ProtocolViolation.allCases {
            let isContent = violation == .invalidUTF8 || violation == .badCompression
            #expect(violation.closeCode == (isContent ? 1007 : 1002))
        }
    }
}
