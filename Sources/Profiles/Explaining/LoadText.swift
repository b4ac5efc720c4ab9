import Timing

/// A load in plain words, as the file states it.
enum LoadText {
    static func lines(of workload: Workload) -> [String] {
        switch workload {
        case .sessions(let load):
            if let open = load.open, let hold = load.hold {
                let rate = load.rate.map { ", opened at \(FigureText.plain($0))/s" } ?? ""
                return [
                    "\(FigureText.counted(open, "session"))\(rate), held for \(DurationText.format(hold)) "
                        + "when all are open"
                ]
            }
            return levels(of: load.stages, "session")
        case .users(let load):
            if let count = load.count, let length = load.length {
                let rate = load.rate.map { ", started at \(FigureText.plain($0))/s" } ?? ""
                return [
                    "\(FigureText.counted(count, "user"))\(rate), for \(DurationText.format(length)) "
                        + "when all have started"
                ]
            }
            return levels(of: load.stages, "user")
        case .arrivals(let load): return lines(of: load)
        }
    }

    private static func lines(of load: ArrivalsLoad) -> [String] {
        var lines: [String] = []
        if let rate = load.rate, let length = load.length {
            lines.append("arrivals at \(FigureText.plain(rate))/s for \(DurationText.format(length))")
        } else {
            lines.append("arrivals in stages")
            for stage in load.stages.compactMap(\.course) {
                lines.append("  " + words(stage) { "\(FigureText.plain($0))/s" })
            }
        }
        if load.spacing == .poisson {
            lines.append("at intervals of chance, as of people who know nothing of each other")
        }
        lines.append("at most \(FigureText.counted(load.users ?? ArrivalsLoad.usualUsers, "user")) at once")
        return lines
    }

    private static func levels(of stages: [Stage<Int>], _ noun: String) -> [String] {
        ["\(noun)s in stages"]
            + stages.compactMap(\.course).map { "  " + words($0) { FigureText.counted($0, noun) } }
    }

    static func lines(of messages: MessagesLoad) -> [String] {
        var lines: [String] = []
        if let rate = messages.rate {
            lines.append("messages at \(words(rate))")
        } else {
            lines.append("messages in stages")
            lines += messages.stages.compactMap(\.course).map { "  " + words($0, words) }
        }
        if let inFlight = messages.inFlight {
            lines.append("at most \(FigureText.counted(inFlight, "message")) of a session await a reply")
        }
        return lines
    }

    static func words(_ rate: MessageRate) -> String {
        "\(FigureText.plain(rate.perSecond))/s \(rate.isPerSession ? "per session" : "in total")"
    }

    private static func words<Level>(_ course: Stage<Level>.Course, _ level: (Level) -> String) -> String {
        switch course {
        case .ramp(let next, let over): "to \(level(next)) over \(DurationText.format(over))"
        case .climb(let next, let rate): "to \(level(next)) at \(FigureText.plain(rate))/s"
        case .hold(let next, let length): "\(level(next)) for \(DurationText.format(length))"
        }
    }
}
