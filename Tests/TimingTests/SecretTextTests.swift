import Testing
import Timing

@Suite("Secrets stay out of what is printed")
struct SecretTextTests {
    @Test(
        "a URL loses its userinfo and the values of its secret query items",
        arguments: [
            ("ws://host/path", "ws://host/path"),
            ("ws://host/path?token=abc", "ws://host/path?token=***"),
            ("ws://host/path?channel=a&access_token=x%20y&b=1", "ws://host/path?channel=a&access_token=***&b=1"),
            ("ws://host?API_KEY=1", "ws://host?API_KEY=***"),
            ("ws://joe:pw@host/x@y", "ws://***@host/x@y"),
            ("ws://host/path?token", "ws://host/path?token"),
            ("joe:pw@host", "***@host"),
            ("not a url", "not a url"),
        ])
    func url(text: String, expected: String) {
        #expect(SecretText.redacted(url: text) == expected)
    }

    @Test(
        "names that carry secrets are known in any case",
        arguments: [
            ("Authorization", true), ("Cookie", true), ("X-Api-Key", true), ("X-AUTH-TOKEN", true), ("password", true),
            ("Origin", false), ("User-Agent", false), ("channel", false),
        ])
    func names(name: String, expected: Bool) {
        #expect(SecretText.isSecret(name: name) == expected)
    }

    @Test("a message that names a secret is hidden whole, another is shown whole")
    func messages() {
        #expect(SecretText.redacted(message: #"{"op":"auth","token":"abc"}"#) == "***")
        #expect(SecretText.redacted(message: #"{"op":"subscribe"}"#) == #"{"op":"subscribe"}"#)
    }
}
