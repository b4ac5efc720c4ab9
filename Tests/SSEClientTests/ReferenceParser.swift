import Timing

/// The standard's algorithm (WHATWG HTML §9.2.6) sentence by sentence, on a whole stream and without any thrift: what
/// the real parser is compared with.
struct ReferenceParser {
    private var data = ""
    private var type = ""
    private var id = ""
    private var setsID = false
    private var told: [RecordingReceiver.Told] = []

    static func parse(_ stream: [UInt8]) -> [RecordingReceiver.Told] {
        var parser = ReferenceParser()
        var bytes = stream[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        while let end = bytes.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            parser.interpret(Array(bytes[..<end]))
            let isPair = bytes[end] == 0x0D && end + 1 < bytes.endIndex && bytes[end + 1] == 0x0A
            bytes = bytes[(end + (isPair ? 2 : 1))...]
        }
        return parser.told
    }

    private mutating func interpret(_ line: [UInt8]) {
        if line.isEmpty { return dispatch() }
        guard let colon = line.firstIndex(of: 0x3A) else { return process(line, value: []) }
        if colon == 0 { return told.append(.comment) }
        let value = line[(colon + 1)...]
        process(Array(line[..<colon]), value: Array(value.first == 0x20 ? value.dropFirst() : value))
    }

    private mutating func process(_ name: [UInt8], value bytes: [UInt8]) {
        let value = String(decoding: bytes, as: UTF8.self)
        switch name {
        case Array("event".utf8): type = value
        case Array("data".utf8): data += value + "\n"
        case Array("id".utf8):
            guard !bytes.contains(0) else { return }
            id = value
            setsID = true
        case Array("retry".utf8):
            guard !bytes.isEmpty, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return }
            let limit = Int64.max / 1_000_000
            let milliseconds = Int64(value).map { min($0, limit + 1) } ?? limit + 1
            told.append(.retry(milliseconds > limit ? Nanoseconds(.max) : Nanoseconds(milliseconds * 1_000_000)))
        default: break
        }
    }

    private mutating func dispatch() {
        if setsID { told.append(.id(id)) }
        setsID = false
        // Unicode scalars: a line feed after a carriage return would be one character with it.
        if !data.isEmpty { told.append(.data(String(data.unicodeScalars.dropLast()), type: type, id: id)) }
        data = ""
        type = ""
    }
}
