import LoadEngine
import Logging
import Timing

/// The generator's own settings, read.
struct ResolvedGenerator {
    var threads: Int
    var seed: UInt64
    var logLevel: Logger.Level
    var isQuiet: Bool
    var allowsColour: Bool
}

extension GeneratorOptions {
    private static let levels: [(name: String, level: Logger.Level)] = [
        ("DEBUG", .debug), ("INFO", .info), ("WARNING", .warning), ("ERROR", .error),
    ]

    func resolve(
        connections: Int, in surroundings: Surroundings, _ reader: inout OptionReader
    ) -> ResolvedGenerator {
        // A thread without a session would only wake and sleep.
        let threads = reader.count(
            threads, "threads", default: min(surroundings.coreCount, connections), in: 1...1024)
        let seed = resolveSeed(surroundings.seed, &reader)
        let level = resolveLevel(&reader)
        let isQuiet = reader.flag(quiet, "quiet")
        let isVerbose = reader.flag(verbose, "verbose")
        if isQuiet, isVerbose { reader.refuse("--quiet", "contradicts --verbose: expected one of them") }
        let isColourless = reader.flag(noColor, "no-color")
        // no-color.org: any value but an empty one.
        let environmentForbids = surroundings.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return ResolvedGenerator(
            threads: threads, seed: seed, logLevel: isQuiet ? .error : isVerbose ? .debug : level, isQuiet: isQuiet,
            allowsColour: !isColourless && !environmentForbids)
    }

    /// A result shows the seed as a number, which JSON readers hold exactly up to 2⁵³.
    private func resolveSeed(_ random: UInt64, _ reader: inout OptionReader) -> UInt64 {
        let largest = (1 as UInt64) << 53 - 1
        let seed = reader.value(seed, "seed") { text throws(TextError) in
            guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let seed = UInt64(text), seed <= largest else {
                throw TextError("'\(text)' is not a seed: expected a whole number from 0 to \(largest)")
            }
            return seed
        }
        return seed ?? random
    }

    private func resolveLevel(_ reader: inout OptionReader) -> Logger.Level {
        let names = Self.levels.map(\.name)
        let level = reader.value(logLevel, "log-level") { text throws(TextError) in
            guard let entry = Self.levels.first(where: { $0.name == text.uppercased() }) else {
                let hint = NearestWord.hint(for: text.uppercased(), among: names)
                throw TextError("'\(text)' is no log level: expected DEBUG, INFO, WARNING or ERROR\(hint)")
            }
            return entry.level
        }
        return level ?? .info
    }
}
