internal import HTTP

extension Route {
    /// POST: `{"name","value"}`; the value is 1 unless it is said.
    static let track = Route(
        "/metrics/track",
        Operation("POST") { request, services in
            guard let fields = RequestFields(request), let name = fields.text("name"), TrackedMetrics.isName(name)
            else { return .missing("name: letters, digits, underscores and dots") }
            guard services.trackedMetrics.track(name, fields.number("value") ?? 1) else {
                return .failure(507, reason: "there are \(TrackedMetrics.mostNames) names already")
            }
            return .object(202) { $0.add("status", "tracked") }
        })

    /// GET: what was tracked, in Prometheus' text format; as JSON with `?format=json`.
    static let export = Route(
        "/metrics/export",
        Operation("GET") { request, services in
            guard request.query["format"] == "json" else {
                return HTTPAnswer(
                    status: 200, contentType: "text/plain; version=0.0.4",
                    body: Array(services.trackedMetrics.exposition.utf8))
            }
            return .object(200) { body in
                for (name, sum) in services.trackedMetrics.sums.sorted(by: { $0.key < $1.key }) {
                    var object = JSONObject()
                    object.add("count", sum.count)
                    object.add("sum", sum.sum)
                    object.add("min", sum.least)
                    object.add("max", sum.most)
                    body.add(name, json: object.bytes)
                }
            }
        })

    static let metrics = [track, export]
}
