import Foundation

/// What the installed hdrhistogram reads of a log: the samples of one tag, all intervals together.
struct HistogramCounts: Equatable {
    let count: Int
    /// Nanoseconds: the least, the median, the 99th percentile and the most.
    let times: [Int]

    private static let reader = """
        import json, sys
        from hdrh.histogram import HdrHistogram
        from hdrh.log import HistogramLogReader
        def empty(): return HdrHistogram(1, 3600 * 1000 * 1000 * 1000, 3)
        for path in sys.argv[1:]:
            reader, found = HistogramLogReader(path, empty()), {}
            while (part := reader.get_next_interval_histogram()):
                found.setdefault(part.get_tag() or "", empty()).add(part)
            print(json.dumps({tag: {"count": all.get_total_count(), "times": [
                all.get_min_value(), *map(all.get_value_at_percentile, (50, 99)), all.get_max_value(),
            ]} for tag, all in found.items()}))
        """

    /// By tag, which is empty where a log has none; one table for each file.
    static func read(_ paths: [String]) throws -> [[String: HistogramCounts]] {
        let program = try Program(Project.python, ["-c", reader] + paths)
        guard try program.wait(within: 30) == 0 else { throw ProgramError(program.errors) }
        return try program.output.split(separator: "\n").map { line in
            try JSON(Data(line.utf8)).object.mapValues {
                HistogramCounts(count: $0["count"].int ?? 0, times: $0["times"].array.compactMap(\.int))
            }
        }
    }
}
