import Glibc
import Metrics
import Timing

/// Nanoseconds per recorded value, beside the least that recording could be: finding a bucket and counting in it.
///
/// The values are times between 10 µs and 10 ms, as replies have them, drawn before the clock starts.
let count = 1 << 16
let rounds = 200
var random = FastRandom(seed: 1)
let values = (0..<count).map { _ in Nanoseconds(Int64(10_000 * (1 + random.unit() * 999))) }

func nanosecondsPerValue(_ body: () -> Void) -> Double {
    body()
    let start = Instant.now()
    for _ in 0..<rounds { body() }
    return Double((Instant.now() - start).count) / Double(rounds * count)
}

var buckets = [UInt64](repeating: 0, count: 64)
let floor = nanosecondsPerValue {
    for value in values { buckets[63 - value.count.leadingZeroBitCount] &+= 1 }
}
let recorder = Recorder()
let trend = nanosecondsPerValue {
    for value in values { recorder.record(.wsServiceTime, value) }
}
let counter = nanosecondsPerValue {
    for _ in values { recorder.add(.wsMsgsSent) }
}
let tags = [MetricSelector.Tag(key: "scenario", value: "all"), MetricSelector.Tag(key: "name", value: "step")]
let untagged = TaggedRecorder(recorder, tags: tags)
let tagged = nanosecondsPerValue {
    for value in values { untagged.record(.wsServiceTime, value) }
}
let parts = MeasurementPlan(submetrics: [MetricSelector(TrendMetric.wsServiceTime, tags: tags)])
let step = TaggedRecorder(Recorder(parts), tags: tags)
let part = nanosecondsPerValue {
    for value in values { step.record(.wsServiceTime, value) }
}
let rows = MeasurementPlan(submetrics: RequestRow.selectors(scenario: "all", name: "step"))
let requests = TaggedRecorder(Recorder(rows), tags: tags)
let request = nanosecondsPerValue {
    for value in values {
        requests.record(RequestFacts(status: 200, proto: "HTTP/1.1", responseTime: value, duration: value))
    }
}
precondition(buckets.reduce(0, +) == UInt64((rounds + 1) * count), "every value was counted")

func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
print("recording a value: \(tenths(trend)) ns, \(tenths(trend / floor)) × counting in one of 64 buckets (≤ 30 ns)")
print("counting: \(tenths(counter)) ns")
print("as a step: \(tenths(tagged / trend)) × without parts by tag, \(tenths(part / trend)) × with one")
print("a request: \(tenths(request)) ns, its row in the report included")
