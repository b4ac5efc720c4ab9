internal import Timing

/// A place in a result that is read: the value there, and the path that a mistake is told by.
struct ResultNode {
    let path: String
    let value: JSONTree

    /// Whether there is nothing.
    var isNull: Bool { if case .null = value { true } else { false } }

    func member(_ key: String) throws(TextError) -> ResultNode {
        let members = try members()
        guard let member = members.first(where: { $0.key == key }) else {
            throw TextError("'\(key)' is missing\(path.isEmpty ? "" : " in '\(path)'")")
        }
        return member.node
    }

    /// The members of an object in their order.
    func members() throws(TextError) -> [(key: String, node: ResultNode)] {
        guard case .object(let fields) = value else { throw mistake("an object") }
        return fields.map { ($0.key, ResultNode(path: path.isEmpty ? $0.key : "\(path).\($0.key)", value: $0.value)) }
    }

    func elements() throws(TextError) -> [ResultNode] {
        guard case .list(let items) = value else { throw mistake("a list") }
        return items.enumerated().map { ResultNode(path: "\(path)[\($0.offset)]", value: $0.element) }
    }

    func text(_ key: String) throws(TextError) -> String {
        let node = try member(key)
        guard case .text(let text) = node.value else { throw node.mistake("a text") }
        return text
    }

    func integer(_ key: String) throws(TextError) -> Int { try member(key).integer() }

    func integer() throws(TextError) -> Int {
        guard case .integer(let integer) = value else { throw mistake("a whole number") }
        return integer
    }

    func number(_ key: String) throws(TextError) -> Double {
        let node = try member(key)
        guard let number = try node.optionalNumber() else { throw node.mistake("a number") }
        return number
    }

    func optionalNumber(_ key: String) throws(TextError) -> Double? { try member(key).optionalNumber() }

    /// A number, or nil where null stands.
    func optionalNumber() throws(TextError) -> Double? {
        switch value {
        case .null: return nil
        case .integer(let integer): return Double(integer)
        case .unsigned(let unsigned): return Double(unsigned)
        case .number(let number): return number
        default: throw mistake("a number or null")
        }
    }

    func boolean(_ key: String) throws(TextError) -> Bool {
        let node = try member(key)
        guard case .boolean(let isTrue) = node.value else { throw node.mistake("true or false") }
        return isTrue
    }

    /// A text that is one of an enumeration's words.
    func word<Word: RawRepresentable<String>>(_ key: String) throws(TextError) -> Word {
        let text = try text(key)
        guard let word = Word(rawValue: text) else { throw try member(key).mistake("a word that is known: '\(text)'") }
        return word
    }

    /// A time since the start of a run, in seconds: not before it, and less than a century after it.
    func secondsOfRun() throws(TextError) -> Double {
        guard let seconds = try optionalNumber(), (0...3_155_760_000).contains(seconds) else {
            throw mistake("a time since the start of the run")
        }
        return seconds
    }

    /// A table of counts by name.
    func counts(_ key: String) throws(TextError) -> [(name: String, count: Int)] {
        var counts: [(name: String, count: Int)] = []
        for (name, node) in try member(key).members() { counts.append((name, try node.integer())) }
        return counts
    }

    /// What every element of a list is read as.
    func list<Element>(
        _ key: String, _ read: (ResultNode) throws(TextError) -> Element
    ) throws(TextError) -> [Element] {
        var list: [Element] = []
        for node in try member(key).elements() { list.append(try read(node)) }
        return list
    }

    func mistake(_ expected: String) -> TextError {
        TextError("'\(path)' is not \(expected)")
    }
}
