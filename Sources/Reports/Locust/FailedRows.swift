internal import Metrics

/// How many failures each row of Locust's tables has, of those that no profile expects.
struct FailedRows {
    private(set) var counts: [LocustLabel: Int] = [:]
    /// Of requests that were not sent, and are in no count of requests.
    private var unsent: [LocustLabel: Int] = [:]

    init(_ failures: some Sequence<(key: ErrorTable.Key, value: Int)>, _ labels: RequestLabels) {
        for (failure, count) in failures where !failure.isExpected {
            let label = labels.label(of: failure)
            counts[label] = self[label].addingSaturated(count)
            if failure.step == .requestUnsent { unsent[label] = unsent(label).addingSaturated(count) }
        }
    }

    subscript(label: LocustLabel) -> Int { counts[label, default: 0] }

    func unsent(_ label: LocustLabel) -> Int { unsent[label, default: 0] }
}
