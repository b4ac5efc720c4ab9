/// A metric as monitoring systems have it: what it came to since the start of the run, told apart by labels.
struct TelemetryFamily {
    enum Kind: Equatable {
        case counter, gauge, histogram
    }

    /// The base units of both systems: times are in seconds, shares and levels of something whole are ratios.
    enum Unit: Equatable {
        case none, seconds, bytes, ratio
    }

    enum Value: Equatable {
        case integer(Int)
        case number(Double)
        case times(TimeBuckets)
    }

    struct Label: Hashable {
        let key: String
        let value: String
    }

    struct Point: Equatable {
        var labels: [Label] = []
        let value: Value
    }

    /// As in the catalogue, without unit.
    let name: String
    let kind: Kind
    var unit = Unit.none
    let meaning: String
    let points: [Point]
}
