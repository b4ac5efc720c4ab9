import Yams

/// Looks for steps that need a session or a stream which no step before them can have opened: they would end every
/// iteration. Steps are walked as they are taken; what one of several ways opens counts as open, so that nothing is
/// refused which could go well once.
struct SessionsOpened {
    /// What may be open.
    private struct Opened: Hashable {
        var session = false
        var stream = false

        static func || (left: Opened, right: Opened) -> Opened {
            Opened(session: left.session || right.session, stream: left.stream || right.stream)
        }
    }

    private struct Visit: Hashable {
        let block: String
        let opened: Opened
    }

    /// Verbs that a session is needed for.
    private static let needingSession: Set = ["subscribe", "send", "expect", "ping", "listen"]
    /// Blocks that run each other deeper than this are not looked into.
    private static let deepest = 200

    private let reading: ProfileReading
    private let blocks: Node.Mapping
    /// Blocks that were walked, and what was open after them: those that run each other twice would take for ever.
    private var visits: [Visit: Opened] = [:]
    private var depth = 0

    private init(of root: Node, _ reading: ProfileReading) {
        self.reading = reading
        blocks = root.mapping?.pair("blocks")?.value.mapping ?? [:]
    }

    /// Judges a profile without other mistakes.
    static func judge(_ root: Node, _ reading: ProfileReading) {
        var walk = SessionsOpened(of: root, reading)
        let login = walk.walk(root.mapping?.pair("login")?.value.mapping?.pair("steps")?.value, Opened())
        for scenario in root.mapping?.pair("scenarios")?.value.mapping ?? [:] {
            guard let keys = scenario.value.mapping else { continue }
            let opened = walk.walk(keys.pair("steps")?.value, login)
            if !opened.session, let messages = keys.pair("messages")?.key {
                reading.complain(messages, "'messages' needs a session to talk in, and no step here connects one")
            }
        }
    }

    private mutating func walk(_ steps: Node?, _ opened: Opened) -> Opened {
        var opened = opened
        for step in steps?.sequence ?? [] { opened = walk(step: step, opened) }
        return opened
    }

    private mutating func walk(step: Node, _ opened: Opened) -> Opened {
        guard let mapping = step.mapping else {
            // The short form of a verb without a value.
            need(step.scalar?.string ?? "", at: step, opened)
            return opened
        }
        guard let verb = Verb.meant(by: mapping), let pair = mapping.pair(verb.name) else { return opened }
        need(verb.name, at: pair.key, opened)
        switch verb.name {
        case "connect": return opened || Opened(session: true)
        case "stream": return opened || Opened(stream: true)
        case "loop", "group": return walk(mapping.pair("steps")?.value, opened)
        case "choose":
            var after = opened
            for choice in pair.value.sequence ?? [] {
                after = after || walk(choice.mapping?.pair("steps")?.value, opened)
            }
            return after
        case "run": return walk(block: pair.value.scalar?.string ?? "", opened)
        default: return opened
        }
    }

    private mutating func walk(block written: String, _ opened: Opened) -> Opened {
        let name = (try? reading.variables.fill(written)) ?? written
        let visit = Visit(block: name, opened: opened)
        if let known = visits[visit] { return known }
        guard depth < Self.deepest else { return Opened(session: true, stream: true) }
        depth += 1
        defer { depth -= 1 }
        let after = walk(blocks.pair(name)?.value, opened)
        visits[visit] = after
        return after
    }

    private func need(_ verb: String, at key: Node, _ opened: Opened) {
        if Self.needingSession.contains(verb), !opened.session {
            reading.complain(
                key, "'\(verb)' needs a session, and no step before it opens one; expected a connect step first")
        }
        if verb == "read", !opened.stream {
            reading.complain(
                key, "'read' needs a stream, and no step before it opens one; expected a stream step first")
        }
    }
}
