internal import JSON
package import Profiles
internal import Timing

/// Keeps what a step captures of its replies. Belongs to one loop: regular expressions are compiled for it.
package final class ReplyReader {
    private let captures: [CompiledCapture]

    package init(_ captures: [Named<Capture>], _ holes: HoleTable) {
        self.captures = captures.map { CompiledCapture($0, slot: holes.slot(of: $0.name)) }
    }

    /// Captures all that is there. What is missing leaves the value that the user had.
    ///
    /// - Returns: the captures that found nothing.
    package func capture(from reply: Reply, into values: UserValues) -> [MissingCapture] {
        capture(from: reply, into: values, observer: nil)
    }

    func capture(from reply: Reply, into values: UserValues, observer: StepObserver?) -> [MissingCapture] {
        captures.compactMap { capture in
            switch capture.value(in: reply) {
            case .success(let text):
                if let observer {
                    observer.tell(.captured(name: capture.name, value: text, isSecret: capture.isSecret))
                }
                if let slot = capture.slot { values[slot: slot] = text }
                return nil
            case .failure(let absence): return MissingCapture(name: capture.name, cause: absence.cause)
            }
        }
    }
}

/// A capture that found nothing: `capture token: no $.access_token`.
package struct MissingCapture: Sendable, Equatable, CustomStringConvertible {
    package let name: String
    package let cause: String

    package var description: String { "capture \(name): \(cause)" }
}

private struct Absence: Error {
    let cause: String
}

private struct CompiledCapture {
    let name: String
    let slot: Int?
    /// Whether its name, or that of what it is taken from, says so.
    let isSecret: Bool
    private let source: Source

    private enum Source {
        case json(JSONPath)
        case header(String)
        case cookie(String)
        case regex(CompiledPattern)
    }

    init(_ capture: Named<Capture>, slot: Int?) {
        name = capture.name
        self.slot = slot
        let origin =
            switch capture.value {
            case .json(let path): path.description
            case .header(let name): name
            case .cookie: "cookie"
            case .regex(let pattern): pattern
            }
        isSecret = SecretText.isSecret(name: capture.name) || SecretText.isSecret(name: origin)
        source =
            switch capture.value {
            case .json(let path): .json(path)
            case .header(let name): .header(name)
            case .cookie(let name): .cookie(name)
            case .regex(let pattern): .regex(CompiledPattern(pattern))
            }
    }

    func value(in reply: Reply) -> Result<String, Absence> {
        switch source {
        case .json(let path): json(path, in: reply.body)
        case .header(let name): found(reply.header(name.lowercased()), else: "no header \(name)")
        case .cookie(let name): found(reply.cookie(name), else: "no cookie \(name)")
        case .regex(let pattern): found(pattern.firstGroup(in: reply.text), else: "no match of \(pattern.text)")
        }
    }

    /// A null is nothing to go on with, and is not captured.
    private func json(_ path: JSONPath, in body: [UInt8]) -> Result<String, Absence> {
        if let value = JSONScanner.value(at: path, in: body.span) {
            guard value.kind != .null else { return .failure(Absence(cause: "\(path) is null")) }
            return .success(JSONScanner.text(of: value, in: body.span))
        }
        return .failure(Absence(cause: JSONSyntax.isValid(body.span) ? "no \(path)" : "body is not JSON"))
    }

    private func found(_ text: String?, else cause: @autoclosure () -> String) -> Result<String, Absence> {
        text.map { .success($0) } ?? .failure(Absence(cause: cause()))
    }
}
