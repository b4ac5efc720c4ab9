import Timing

/// Writes a stream block by block, and with it what a listener must hear.
struct EventStreamGenerator {
    var random: FastRandom
    private(set) var bytes: [UInt8] = []
    private(set) var told: [RecordingReceiver.Told] = []
    private var id = ""
    private var endsInReturn = false

    init(random: FastRandom) {
        self.random = random
        if self.random.below(3) == 0 { bytes = [0xEF, 0xBB, 0xBF] }
    }

    /// Zero to three data lines, with type, ID, comments, reconnection times and other fields among them.
    mutating func addBlock() {
        var type = ""
        var data: [String] = []
        var setsID = false
        for _ in 0..<random.below(7) {
            switch random.below(8) {
            case 0:
                id = text()
                setsID = true
                addField("id", id)
            case 1:
                type = text()
                addField("event", type)
            case 2:
                addLine(":" + text())
                told.append(.comment)
            case 3:
                let milliseconds = Int64(random.below(100_000))
                addField("retry", "\(milliseconds)")
                told.append(.retry(Nanoseconds(milliseconds * 1_000_000)))
            case 4: addLine("x-" + text())
            default:
                data.append(text())
                addField("data", data[data.count - 1])
            }
        }
        addLine("")
        if setsID { told.append(.id(id)) }
        if !data.isEmpty { told.append(.data(data.joined(separator: "\n"), type: type, id: id)) }
    }

    private mutating func text() -> String {
        let words = ["a", "price", "é", "\u{1F600}", " ", ":", "{\"n\":1}", "data", "\t", "0"]
        return (0..<random.below(6)).map { _ in words[Int(random.below(UInt64(words.count)))] }.joined()
    }

    /// The value as it is; a space in front of it is a matter of taste unless the value begins with one.
    private mutating func addField(_ name: String, _ value: String) {
        if value.isEmpty, random.below(2) == 0 { return addLine(name) }
        addLine(name + (value.hasPrefix(" ") || random.below(2) == 0 ? ": " : ":") + value)
    }

    private mutating func addLine(_ line: String) {
        bytes += Array(line.utf8)
        // After a carriage return, an empty line must not begin its end with a line feed: both would be one end.
        let ends = endsInReturn && line.isEmpty ? ["\r", "\r\n"] : ["\n", "\r", "\r\n"]
        let end = ends[Int(random.below(UInt64(ends.count)))]
        bytes += Array(end.utf8)
        endsInReturn = end == "\r"
    }
}

extension FastRandom {
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
    }
}
