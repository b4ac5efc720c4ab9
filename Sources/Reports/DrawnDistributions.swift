/// The distributions as a page draws them: percentiles of whole metrics, without the histograms that other programs read.
enum DrawnDistributions {
    private static let keys: Set = ["percent", "ms"]

    /// The result with its distributions replaced.
    static func replaced(in result: JSONTree) -> JSONTree {
        guard case .object(let fields) = result else { return result }
        return .object(fields.map { ($0.key, $0.key == "distributions" ? drawn($0.value) : $0.value) })
    }

    private static func drawn(_ distributions: JSONTree) -> JSONTree {
        guard case .object(let trends) = distributions else { return distributions }
        return .object(
            trends.filter { !$0.key.contains("{") }.map { name, trend in
                guard case .object(let fields) = trend else { return (name, trend) }
                return (name, .object(fields.filter { keys.contains($0.key) }))
            })
    }
}
