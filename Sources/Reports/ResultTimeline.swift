internal import Timing

/// The run second by second, as a result that was read again tells it.
struct ResultTimeline {
    /// At the end of each row, in seconds since the first dial was due.
    let times: [Double]
    private let series: [String: [Double?]]

    /// - Throws: what is wrong in it, by the path of the key.
    init(_ document: ResultDocument) throws(TextError) {
        let node = try ResultNode(path: "", value: document.tree).member("timeline")
        let times = try node.list("t") { time throws(TextError) in try time.secondsOfRun() }
        guard zip(times, times.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            throw TextError("'timeline.t' goes back in time")
        }
        var series: [String: [Double?]] = [:]
        for (name, values) in try node.member("series").members() {
            var figures: [Double?] = []
            for value in try values.elements() { figures.append(try value.optionalNumber()) }
            guard figures.count == times.count else { throw values.mistake("as long as 'timeline.t'") }
            series[name] = figures
        }
        self.times = times
        self.series = series
    }

    /// Nil where the run did not keep the series, or nothing was measured in the row.
    subscript(name: String, row: Int) -> Double? { series[name]?[row] }

    /// How often something was counted in a row.
    func count(_ name: String, _ row: Int) -> Double { self[name, row] ?? 0 }

    /// How long a row is, in seconds.
    func length(of row: Int) -> Double { times[row] - (row > 0 ? times[row - 1] : 0) }
}
