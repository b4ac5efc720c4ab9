import HTTP
import LoadEngine
import Reports
import Timing

/// What `--dump` shows: a line for everything that happens, what it consists of below it. Nothing in it is a secret, and
/// nothing moves a cursor.
struct DumpText {
    /// Bytes of a body or message that are shown.
    static let longest = 4_096
    /// Nothing of a service's begins where a line of ours does.
    private static let indent = String(repeating: " ", count: 13)

    private var mask: SecretMask

    /// - Parameter secrets: values that are known to be secrets from the start.
    init(secrets: [String] = []) { mask = SecretMask(knowing: secrets) }

    /// The lines of one event.
    mutating func render(_ event: RunEvent) -> String {
        let (title, content) = words(for: event.fact)
        let step = event.step.isEmpty ? "" : " · \(event.step)"
        let time = Self.seconds(event.time)
        let place = VisibleText.of(mask.masked("\(event.scenario)\(step)"))
        let first = "\(time) s  \(place)  \(title)"
        return ([first] + content.map { $0.isEmpty ? "" : Self.indent + $0 }).joined(separator: "\n")
    }

    private mutating func words(for fact: RunEvent.Fact) -> (title: String, content: [String]) {
        switch fact {
        case .wire(let event, let method, let url): return words(for: event, method: method, url: url)
        // Words of ours, in which what stands behind a name is no secret.
        case .failed(let words): return ("✗ \(VisibleText.of(mask.hidingKnown(cut(words))))", [])
        case .ended(let words): return ("■ \(VisibleText.of(words))", [])
        case .captured(let name, let value, let isSecret):
            if isSecret { mask.learn(value) }
            return ("\(shown(name)) = \(isSecret ? SecretText.mask : shown(cut(value)))", [])
        case .checked(let name, let holds): return ("\(holds ? "✓" : "✗") \(shown(name))", [])
        case .paused(let length): return ("⏸ \(Self.seconds(length).drop { $0 == " " }) s", [])
        }
    }

    private mutating func words(for event: WireEvent, method: String, url: String) -> (String, [String]) {
        switch event {
        case .request(let bytes):
            let (start, fields, body) = Self.split(bytes)
            let verb = method.isEmpty ? start.prefix { $0 != " " } : method[...]
            let target = shown(url, isOurs: true)
            return ("→ \(shown(String(verb))) \(target)", head(fields, isOurs: true) + content(body, isOurs: true))
        case .unsent: return ("→ \(shown(method)) \(shown(url, isOurs: true)) (never left)", [])
        case .answer(let answer, let body):
            let fields = answer.fields.map { ($0.name, $0.value) }
            return ("← \(shown(answer.startLine))", head(fields, isOurs: false) + content(body, isOurs: false))
        case .garbage(let bytes):
            // An alert (RFC 8446 §5.1): content type 21, version 3.
            guard !bytes.starts(with: [21, 3]) else { return ("← TLS, not HTTP: https or wss may be meant", []) }
            return ("← no HTTP", lines(bytes, isOurs: false))
        case .frame(let frame): return words(for: frame)
        case .event(let type, let id, let data):
            let name = type.isEmpty ? "" : " \(shown(String(decoding: type, as: UTF8.self)))"
            let number = id.map { ", id \(shown(String(decoding: $0, as: UTF8.self)))" } ?? ""
            return ("← event\(name)\(number)", lines(data, isOurs: false))
        case .comment(let text): return ("← comment \(shown(cut(String(decoding: text, as: UTF8.self))))", [])
        case .reconnectionTime(let time): return ("← retry \(DurationText.format(time))", [])
        }
    }

    private mutating func words(for frame: WireFrame) -> (String, [String]) {
        let arrow = frame.isSent ? "→" : "←"
        let bytes = "\(frame.length) byte\(frame.length == 1 ? "" : "s")"
        func title(_ word: String) -> String { "\(arrow) \(word)" }
        switch frame.kind {
        case .text:
            return (title("text, \(bytes)"), lines(frame.payload, of: frame.length, isOurs: frame.isSent))
        case .binary: return (title("binary, \(bytes)"), hex(frame.payload, of: frame.length))
        case .ping: return (title("ping"), [])
        case .pong: return (title("pong"), [])
        case .close(let code):
            let reason = String(decoding: frame.payload, as: UTF8.self)
            let number = code.map { " \($0)" } ?? ", no code"
            return (title("close\(number)\(reason.isEmpty ? "" : ", \(shown(reason, isOurs: frame.isSent))")"), [])
        }
    }

    // MARK: - Parts

    /// With three digits behind the point, and room for an hour's before it.
    private static func seconds(_ time: Nanoseconds) -> String {
        let milliseconds = Int((max(time, .zero).milliseconds).rounded())
        let whole = "\(milliseconds / 1_000)"
        let fraction = "\(1_000 + milliseconds % 1_000)".dropFirst()
        return String(repeating: " ", count: max(0, 5 - whole.count)) + "\(whole).\(fraction)"
    }

    /// A request's start line, its fields, its body.
    private static func split(_ bytes: [UInt8]) -> (start: String, fields: [(String, String)], body: [UInt8]) {
        var lines: [String] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = rest[..<(end > rest.startIndex && rest[end - 1] == 0x0D ? end - 1 : end)]
            rest = rest[(end + 1)...]
            guard !line.isEmpty else { break }
            lines.append(String(decoding: line, as: UTF8.self))
        }
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (parts[0], parts.count > 1 ? parts[1].trimmed() : "")
        }
        return (lines.first ?? "", Array(fields), Array(rest))
    }

    private mutating func head(_ fields: [(String, String)], isOurs: Bool) -> [String] {
        var lines: [String] = []
        for (name, value) in fields {
            lines.append("\(VisibleText.of(name)): \(VisibleText.of(mask.masked(field: name, value, isOurs: isOurs)))")
        }
        return lines
    }

    /// A body, apart from the head above it.
    private mutating func content(_ bytes: [UInt8], isOurs: Bool) -> [String] {
        guard !bytes.isEmpty else { return [] }
        let isText = String(validating: bytes, as: UTF8.self).map { !$0.utf8.contains(0) } ?? false
        return [""] + (isText ? lines(bytes, isOurs: isOurs) : hex(bytes))
    }

    /// A text, line by line. It is masked whole, and cut then: half a secret is one too.
    private mutating func lines(_ bytes: [UInt8], of length: Int? = nil, isOurs: Bool) -> [String] {
        guard !bytes.isEmpty else { return [] }
        let text = mask.masked(bytes, isOurs: isOurs)
        let kept = cut(text, marked: false)
        let more = text.utf8.count - kept.utf8.count + (length ?? bytes.count) - bytes.count
        let lines = kept.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        return lines.map { VisibleText.of(String($0)) } + Self.remark(more)
    }

    private func hex(_ bytes: [UInt8], of length: Int? = nil) -> [String] {
        guard mask.allows(binary: bytes) else { return [SecretText.mask] }
        let shown = bytes.prefix(Self.longest)
        var lines: [String] = []
        for start in stride(from: 0, to: shown.count, by: 32) {
            let row = shown[start..<min(start + 32, shown.count)]
            lines.append(row.map { String(UInt16($0) | 0x100, radix: 16).dropFirst() }.joined(separator: " "))
        }
        return lines + Self.remark((length ?? bytes.count) - shown.count)
    }

    private static func remark(_ count: Int) -> [String] {
        count > 0 ? ["… and \(count) byte\(count == 1 ? "" : "s") more"] : []
    }

    private mutating func shown(_ text: String, isOurs: Bool = false) -> String {
        VisibleText.of(mask.masked(text, isOurs: isOurs))
    }

    /// As much of a text as is shown, cut between characters.
    private func cut(_ text: String, marked: Bool = true) -> String {
        guard text.utf8.count > Self.longest else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: Self.longest)
        while String.Index(end, within: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end]) + (marked ? "…" : "")
    }
}
