import Timing

/// A pattern of Swift's regular expressions, which are Perl's.
enum RegularExpression {
    static func judge(_ pattern: String) throws(TextError) {
        do {
            _ = try Regex(pattern)
        } catch {
            throw TextError("'\(pattern)' is not a regular expression: \(error)")
        }
    }
}
