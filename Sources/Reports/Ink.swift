/// Colour that repeats what the words say (ECMA-48 SGR), or none.
struct Ink {
    let isOn: Bool

    func good(_ text: String) -> String { paint(text, 32) }
    func doubtful(_ text: String) -> String { paint(text, 33) }
    func bad(_ text: String) -> String { paint(text, 31) }
    func quiet(_ text: String) -> String { paint(text, 2) }

    private func paint(_ text: String, _ code: Int) -> String { isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
