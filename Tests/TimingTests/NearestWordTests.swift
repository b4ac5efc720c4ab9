import Testing

@testable import Timing

@Suite("The word that was meant")
struct NearestWordTests {
    @Test(
        "a slip of the hand finds its word, anything further finds none",
        arguments: [
            ("max-conections", "max-connections"), ("mesage-rate", "message-rate"), ("duraiton", "duration"),
            ("xylophone", nil), ("", nil),
        ])
    func nearest(word: String, expected: String?) {
        #expect(NearestWord.of(word, among: ["max-connections", "message-rate", "duration"]) == expected)
    }

    @Test(
        "the distance counts insertions, deletions, substitutions and swaps",
        arguments: [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("same", "same", 0)])
    func distance(left: String, right: String, expected: Int) {
        #expect(NearestWord.distance(left, right) == expected)
        #expect(NearestWord.distance(right, left) == expected)
    }

    @Test("of two equally near words the first in the alphabet is named, so that texts do not change between runs")
    func tie() {
        #expect(NearestWord.of("cat", among: ["rat", "bat"]) == "bat")
    }
}
