/// The word that a misspelt one probably meant, for error texts.
package enum NearestWord {
    /// The closest of the words by edit distance, or nil when none is close enough to be a slip of the hand:
    /// a third of the letters, at least one.
    package static func of(_ word: String, among words: some Sequence<String>) -> String? {
        let limit = max(1, word.count / 3)
        let ranked = words.map { (word: $0, distance: distance(word, $0)) }.filter { $0.distance <= limit }
        return ranked.min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
    }

    /// ". Did you mean 'x'?" or nothing.
    package static func hint(for word: String, among words: some Sequence<String>) -> String {
        of(word, among: words).map { ". Did you mean '\($0)'?" } ?? ""
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other (optimal string
    /// alignment): row by row, where row i column j is the distance of the first i letters to the first j.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left)
        let right = Array(right)
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let substitution = previous[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(previous[column + 1] + 1, current[column] + 1, substitution)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
