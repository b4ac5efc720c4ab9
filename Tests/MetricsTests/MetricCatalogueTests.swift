import Metrics
import Testing

@Suite("The catalogue of metrics")
struct MetricCatalogueTests {
    @Test("every name is unique, in lower case, and has a meaning")
    func namesAreUnique() {
        let names = MetricCatalogue.rows.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" } })
        #expect(MetricCatalogue.rows.allSatisfy { !$0.meaning.isEmpty })
    }

    @Test("clock skew is a remark among the counters, not a metric")
    func clockSkewIsARemark() {
        #expect(MetricCatalogue.kind(of: "clock_skew") == nil)
        #expect(MetricCatalogue.kind(of: "ws_response_time") == .trend)
    }

    @Test("the table has a row for each metric")
    func tableIsComplete() {
        let lines = MetricCatalogue.markdownTable.split(separator: "\n")
        #expect(lines.count == MetricCatalogue.rows.count + 2)
        #expect(lines[2] == "| `ws_connecting` | trend | ms | dial to established; successful dials only |")
    }
}
