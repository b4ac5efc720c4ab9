internal import Timing
import Yams

/// The aliases of a YAML text, followed with a limit on the nodes that they stand for.
///
/// Yams follows them without one while it composes, and few lines can then stand for billions of nodes. So it is shown a
/// text in which every alias is a plain scalar: the asterisk, which begins no plain scalar (YAML 1.2 §7.3.3), is replaced
/// by a character that means nothing. What it composes is of the size of the text and has every mark where it was; the
/// aliases are then put in their places here.
struct YAMLAliases {
    /// Of the private use area, so that no text means anything by it; one scalar, as the asterisk is.
    private static let stand: Unicode.Scalar = "\u{E000}"

    /// Nodes of a profile whose aliases have been followed.
    static let mostNodes = 100_000

    /// What an alias stands for, and how many nodes that is.
    private struct Anchored {
        let node: Node
        let count: Int
    }

    private var anchors: [String: Anchored] = [:]

    /// An alias that cannot be followed.
    struct Refusal: Error {
        let message: String
        let place: ProfilePlace
    }

    private init() {}

    /// The text with its aliases hidden; nil when it has none.
    static func hide(in text: String) -> String? {
        let bytes = Array(text.utf8)
        func isName(_ byte: UInt8) -> Bool {
            switch byte | 0x20 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
        }
        let asterisks = bytes.indices.dropLast().filter { bytes[$0] == UInt8(ascii: "*") && isName(bytes[$0 + 1]) }
        guard !asterisks.isEmpty else { return nil }
        var hidden: [UInt8] = []
        hidden.reserveCapacity(bytes.count + 2 * asterisks.count)
        var start = 0
        for asterisk in asterisks {
            hidden += bytes[start..<asterisk]
            hidden += UTF8.encode(stand).map(Array.init) ?? []
            start = asterisk + 1
        }
        return String(decoding: hidden + bytes[start...], as: UTF8.self)
    }

    /// The nodes of a text whose aliases were hidden, with what they stand for in their places.
    static func follow(in root: Node) throws(Refusal) -> Node {
        var aliases = YAMLAliases()
        return try aliases.follow(root).node
    }

    private mutating func follow(_ node: Node) throws(Refusal) -> Anchored {
        let followed: Anchored
        switch node {
        case .scalar(let scalar): followed = try follow(scalar, node)
        case .sequence(var sequence):
            var count = 1
            for index in sequence.indices {
                let element = try follow(sequence[index])
                count = try sum(count, element.count, at: sequence[index])
                sequence[index] = element.node
            }
            followed = Anchored(node: .sequence(sequence), count: count)
        case .mapping(let mapping):
            var count = 1
            var pairs: [(Node, Node)] = []
            for pair in mapping {
                let key = try follow(pair.key)
                let value = try follow(pair.value)
                count = try sum(count, key.count + value.count, at: pair.value)
                pairs.append((key.node, value.node))
            }
            followed = Anchored(
                node: .mapping(.init(pairs, mapping.tag, mapping.style, mapping.mark, mapping.anchor)), count: count)
        case .alias: followed = Anchored(node: node, count: 1)
        }
        if let anchor = node.anchor { anchors[anchor.rawValue] = followed }
        return followed
    }

    private func follow(_ scalar: Node.Scalar, _ node: Node) throws(Refusal) -> Anchored {
        guard scalar.string.unicodeScalars.contains(Self.stand) else { return Anchored(node: node, count: 1) }
        if scalar.style == .plain, scalar.string.unicodeScalars.first == Self.stand {
            let name = String(scalar.string.unicodeScalars.dropFirst())
            if let anchored = anchors[name] { return anchored }
            let hint = NearestWord.hint(for: name, among: Set(anchors.keys))
            throw Refusal(
                message:
                    "YAML: '*\(name)' is an alias of nothing before it\(hint.isEmpty ? "; expected" : hint + " Expected") "
                    + "*NAME of an &NAME, or quotes around a text that begins with '*'",
                place: node.place)
        }
        var restored = scalar
        restored.string = String(
            String.UnicodeScalarView(scalar.string.unicodeScalars.map { $0 == Self.stand ? "*" : $0 }))
        return Anchored(node: .scalar(restored), count: 1)
    }

    private func sum(_ count: Int, _ more: Int, at node: Node) throws(Refusal) -> Int {
        guard count + more <= Self.mostNodes else {
            throw Refusal(
                message: "the YAML aliases up to here stand for more than \(Self.mostNodes) nodes; expected blocks: "
                    + "for what is used again",
                place: node.place)
        }
        return count + more
    }
}
