internal import Foundation

/// The timeline as a page draws it: at most so many points, percentiles of four digits, no series in which nothing
/// happened. A screen shows no more, and a page of a long run must stay one that a browser opens at once.
enum DrawnTimeline {
    /// Half an hour by the second; even.
    private static let limit = 1_800
    /// What stays as it is until it changes; all others are counts of an interval or percentiles.
    private static let levels: Set = ["ws_open", "sse_open", "vus"]

    /// The result with its timeline replaced.
    static func replaced(in result: JSONTree) -> JSONTree {
        guard case .object(let fields) = result else { return result }
        return .object(fields.map { ($0.key, $0.key == "timeline" ? drawn($0.value) : $0.value) })
    }

    private static func drawn(_ timeline: JSONTree) -> JSONTree {
        guard case .object(var fields) = timeline else { return timeline }
        let points = fields.compactMap {
            if $0.key == "t", case .list(let items) = $0.value { items.count } else { nil }
        }
        let step = ((points.first ?? 0) + limit - 1) / limit
        for place in fields.indices {
            switch (fields[place].key, fields[place].value) {
            case ("t", .list(let items)): fields[place].value = .list(thinned(items, by: step, "t"))
            case ("interval_s", .integer(let seconds)): fields[place].value = .integer(seconds * max(1, step))
            case ("series", .object(let series)):
                let lists: [(key: String, value: JSONTree)] = series.compactMap { name, values in
                    guard case .list(let items) = values, items.contains(where: { $0.figure ?? 0 != 0 }) else {
                        return nil
                    }
                    return (name, .list(thinned(items, by: step, name)))
                }
                fields[place].value = .object(lists)
            default: break
            }
        }
        return .object(fields)
    }

    /// Of several neighbours one: the last of levels and times, the worst of percentiles, the sum of counts.
    private static func thinned(_ items: [JSONTree], by step: Int, _ name: String) -> [JSONTree] {
        stride(from: 0, to: items.count, by: max(1, step)).map { start in
            let figures = items[start..<min(start + max(1, step), items.count)].compactMap(\.figure)
            guard let last = figures.last else { return .null }
            if name == "t" { return .number((last * 1_000).rounded() / 1_000) }
            if levels.contains(name) { return .number(last) }
            return .number(isPercentile(name) ? short(figures.reduce(last, max)) : figures.reduce(0, +))
        }
    }

    /// `…_p50` and the like.
    private static func isPercentile(_ name: String) -> Bool {
        guard let suffix = name.split(separator: "_").last, suffix.first == "p" else { return false }
        return Int(suffix.dropFirst()) != nil
    }

    private static func short(_ value: Double) -> Double {
        guard value != 0, value.isFinite else { return 0 }
        let scale = pow(10, 4 - ceil(log10(abs(value))))
        return scale < 1 ? value.rounded() : (value * scale).rounded() / scale
    }
}

extension JSONTree {
    fileprivate var figure: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
