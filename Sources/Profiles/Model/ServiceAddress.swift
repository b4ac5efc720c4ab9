import LWSTransport
internal import Timing

/// Where a step goes: a URL with holes, or a route of the embedded target.
package struct ServiceAddress: Sendable, Equatable {
    package let template: TextTemplate
    /// Whether it begins with `embedded`.
    package let isEmbedded: Bool

    /// What a hole stands for while the rest is judged: allowed anywhere in a URL, its port included.
    private static let stand = "1"

    static func parse(_ text: String) throws(TextError) -> ServiceAddress {
        let template = try TextTemplate.parse(text)
        let filled = template.filled(with: stand)
        let isEmbedded = filled == "embedded" || filled.hasPrefix("embedded/") || filled.hasPrefix("embedded?")
        if !isEmbedded, let near = nearRoute(text) {
            throw TextError("'\(SecretText.redacted(url: text))' is not a URL. Did you mean '\(near)'?")
        }
        _ = try ServiceURL.parse(isEmbedded ? "http://" + filled : filled)
        return ServiceAddress(template: template, isEmbedded: isEmbedded)
    }

    /// What a misspelt route of the embedded target was meant to be; nil for anything else.
    private static func nearRoute(_ text: String) -> String? {
        let word = text.prefix { $0 != "/" && $0 != "?" }
        guard !text.contains("://"), NearestWord.of(String(word), among: ["embedded"]) != nil else { return nil }
        return SecretText.redacted(url: "embedded" + text[word.endIndex...])
    }
}

extension Form<ServiceAddress> {
    static let address = Form<ServiceAddress>(schema: Quantities.address) { node, reading in
        guard let text = reading.text(of: node, expected: "a URL such as wss://host/path, or embedded/path") else {
            return nil
        }
        do throws(TextError) {
            let address = try ServiceAddress.parse(text)
            // Its holes are judged with all others.
            return Form<TextTemplate>.read(text, node, reading).map { _ in address }
        } catch {
            reading.complain(node, error.message)
            return nil
        }
    }
}
