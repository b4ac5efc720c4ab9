import Foundation

/// A real browser with the hands and eyes of a person: `Tests/Peers/browser.py` does what the steps say.
final class Browser {
    /// How large the window is, what it is part of, and what its owner prefers.
    struct Look {
        var width = 1100
        var height = 1000
        var isPhone = false
        var isDark = false
    }

    private let program: Program
    private let folder: TemporaryFolder
    private var answers = 0

    init(_ look: Look = Look()) throws {
        folder = try TemporaryFolder()
        program = try Program(Project.python, [Project.peer("browser.py"), folder.url.path])
        try show(as: look)
    }

    func show(as look: Look) throws {
        try take(
            "look",
            [
                "width": look.width, "height": look.height, "is_phone": look.isPhone, "is_dark": look.isDark,
            ])
    }

    func open(_ url: String) throws { try take("open", ["url": url]) }
    /// The page goes; the next step has a new one.
    func close() throws { try take("close") }

    /// Waits for an expression of JavaScript to be true in the page.
    func wait(within seconds: Double = 10, until expression: String) throws {
        try take("wait", within: seconds + 20, ["expression": expression, "within": seconds])
    }

    /// Waits for an element to have a text.
    func wait(within seconds: Double = 10, for selector: String, toSay text: String) throws {
        try wait(within: seconds, until: "document.querySelector(\(quoted(selector))).innerText === \(quoted(text))")
    }

    /// What an expression of JavaScript comes to.
    func value(_ expression: String) throws -> JSON { try take("evaluate", ["expression": expression]) }
    func texts(_ selector: String) throws -> [String] {
        try take("texts", ["selector": selector]).array.compactMap(\.string)
    }
    func text(_ selector: String) throws -> String {
        let texts = try texts(selector)
        guard let text = texts.first else { throw ProgramError("there is no \(selector)") }
        return text
    }

    func click(_ selector: String, times: Int = 1) throws { try take("click", ["selector": selector, "times": times]) }
    /// The pointer stands at these shares of an element's width and height.
    func hover(_ selector: String, across: Double = 0.5, down: Double = 0.5) throws {
        try take("hover", ["selector": selector, "across": across, "down": down])
    }
    /// Over an element, from one share of its width to another.
    func drag(_ selector: String, from start: Double, to end: Double) throws {
        try take("drag", ["selector": selector, "start": start, "end": end])
    }
    /// In place of what stands in a field.
    func type(_ text: String, into selector: String) throws {
        try take("type", ["selector": selector, "text": text])
    }

    /// The item of a list that begins so, by its first letters.
    func choose(_ text: String, in selector: String) throws {
        try take("choose", ["selector": selector, "text": text])
    }

    /// Clicks, and waits for the file.
    func download(_ selector: String) throws -> (name: String, contents: Data) {
        let file = try take("download", ["selector": selector])
        let path = file["path"].string ?? ""
        return (file["name"].string ?? "", try Data(contentsOf: URL(filePath: path)))
    }
    func picture() throws -> Data { try save("screenshot") }
    func paper() throws -> Data { try save("print") }

    /// Errors and warnings of the console, exceptions, and what the page was not allowed to do.
    func complaints() throws -> [String] { try take("complaints").array.compactMap(\.string) }
    /// The address of everything that the page asked a network or a disk for.
    func requests() throws -> [String] { try take("requests").array.compactMap(\.string) }

    /// The browser does nothing any more until it goes on.
    func suspend() throws { try take("suspend") }
    func resume() throws { try take("resume") }

    private func save(_ step: String) throws -> Data {
        let path = folder.path(step)
        try take(step, within: 60, ["path": path])
        return try Data(contentsOf: URL(filePath: path))
    }

    private func quoted(_ text: String) -> String {
        let data = try? JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed)
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    @discardableResult
    private func take(
        _ step: String, within seconds: Double = 40, _ parameters: [String: Any] = [:]
    ) throws -> JSON {
        let line = try JSONSerialization.data(withJSONObject: parameters.merging(["do": step]) { $1 })
        program.tell(String(decoding: line, as: UTF8.self))
        try program.waitForOutput(within: seconds, "the browser's answer to \(step)") { output, _ in
            output.utf8.count { $0 == UInt8(ascii: "\n") } > answers
        }
        answers += 1
        let last = program.output.split(separator: "\n").last ?? ""
        let answer = try JSON(Data(last.utf8))
        if let mistake = answer["error"].string { throw ProgramError("\(step): \(mistake)") }
        return answer["value"]
    }
}
