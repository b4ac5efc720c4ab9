package import Metrics
package import Timing

extension ResultDocument {
    /// What a run came to, by the same words as its JSON.
    package init(_ summary: RunSummary) {
        do throws(TextError) {
            self = try ResultDocument(ResultNode(path: "", value: JSONReport.tree(summary)))
        } catch {
            preconditionFailure("what is written can be read: \(error.message)")
        }
    }

    /// The same without what grows with the run.
    init(headsOf summary: RunSummary) {
        do throws(TextError) {
            self = try ResultDocument(ResultNode(path: "", value: .object(JSONReport.heads(summary))))
        } catch {
            preconditionFailure("what is written can be read: \(error.message)")
        }
    }

    /// Reads what `--json` wrote.
    ///
    /// - Throws: what is wrong with it, by the path of the key.
    package init(reading bytes: [UInt8]) throws(TextError) {
        guard let tree = JSONTree.read(bytes) else { throw TextError("not a JSON object") }
        self = try ResultDocument(ResultNode(path: "", value: tree))
    }

    private init(_ result: ResultNode) throws(TextError) {
        let schema = try result.text("schema")
        guard schema == JSONReport.schema else {
            throw TextError("'schema' is '\(schema)'; expected '\(JSONReport.schema)'")
        }
        tree = result.value
        toolVersion = try result.member("tool").text("version")
        run = try Run(try result.member("run"))
        validity = try ValidityReport(try result.member("generator"))
        lifecycle = try Lifecycle(try result.member("lifecycle"))
        metrics = try Self.readings(try result.member("metrics"))
        submetrics = try Self.readings(try result.member("submetrics"))
        counters = try Self.counters(try result.member("counters"))
        checks = try result.list("checks") { node throws(TextError) in try Check(node) }
        failures = try result.list("errors") { node throws(TextError) in try Failure(node) }
        thresholds = try result.list("thresholds") { node throws(TextError) in try ThresholdResult(node) }
        targets = try result.list("targets") { node throws(TextError) in try Target(node) }
        grades = try result.list("grades") { node throws(TextError) in try GradeRow(node) }
    }

    private static func readings(
        _ node: ResultNode
    ) throws(TextError) -> [(name: String, reading: MetricReading)] {
        var readings: [(name: String, reading: MetricReading)] = []
        for (name, metric) in try node.members() { readings.append((name, try MetricReading(metric))) }
        return readings
    }

    private static func counters(
        _ node: ResultNode
    ) throws(TextError) -> [(name: String, reading: MetricReading)] {
        var readings: [(name: String, reading: MetricReading)] = []
        for (name, counter) in try node.members() { readings.append((name, try MetricReading(counter: counter))) }
        return readings
    }
}

extension ResultDocument.Run {
    fileprivate init(_ node: ResultNode) throws(TextError) {
        startedAt = try node.text("started_at")
        duration = try node.number("duration_s")
        let phases = try node.member("phases")
        ramp = try phases.number("ramp_s")
        hold = try phases.number("hold_s")
        drain = try phases.number("drain_s")
        target = try node.text("target")
        profile = try node.member("profile").isNull ? nil : try node.text("profile")
        verdict = try node.text("verdict")
        reason = try node.member("reason").isNull ? nil : try node.text("reason")
        guard let status = Int32(exactly: try node.integer("exit_code")).flatMap(ExitStatus.init) else {
            throw try node.member("exit_code").mistake("an exit status of a run")
        }
        self.status = status
        options = Set(try node.member("options").members().map(\.key))
        // Results of before load could be changed have no such key.
        changes =
            try node.members().contains { $0.key == "changes" }
            ? try node.list("changes") { change throws(TextError) in try ResultDocument.Change(change) } : []
    }
}

extension ResultDocument.Change {
    fileprivate init(_ node: ResultNode) throws(TextError) {
        time = try node.member("t").secondsOfRun()
        scenario = try node.member("scenario").isNull ? nil : try node.text("scenario")
        connections = try node.member("connections").isNull ? nil : try node.integer("connections")
        connectRate = try node.optionalNumber("connect_rate")
        messageRate = try node.optionalNumber("message_rate")
        arrivalRate = try node.optionalNumber("arrival_rate")
    }
}

extension ResultDocument.Lifecycle {
    fileprivate init(_ node: ResultNode) throws(TextError) {
        attempts = try node.integer("attempts")
        established = try node.integer("established")
        peakOpen = try node.integer("peak_open")
        let connectFailed = try node.member("connect_failed")
        failures = try connectFailed.counts("causes")
        failed = try connectFailed.integer("total")
        let ended = try node.member("ended")
        closedByClient = try ended.counts("closed_by_client")
        closedByPeer = try ended.counts("closed_by_peer")
        var endings: [(name: String, count: Int)] = []
        for (name, ending) in try ended.members() where !name.hasPrefix("closed_by_") {
            endings.append((name, try ending.integer()))
        }
        self.endings = endings
        unclean = try node.integer("unclean")
    }
}

extension ResultDocument.Check {
    fileprivate init(_ node: ResultNode) throws(TextError) {
        scenario = try node.text("scenario")
        name = try node.text("name")
        passes = try node.integer("passes")
        fails = try node.integer("fails")
    }
}

extension ResultDocument.Failure {
    fileprivate init(_ node: ResultNode) throws(TextError) {
        scenario = try node.text("scenario")
        name = try node.text("name")
        cause = try node.text("cause")
        count = try node.integer("count")
        isExpected = try node.boolean("expected")
    }
}

extension ResultDocument.Target {
    fileprivate init(_ node: ResultNode) throws(TextError) {
        metric = try node.text("metric")
        stat = try node.text("stat")
        target = try node.number("target")
        critical = try node.number("critical")
        observed = try node.optionalNumber("observed")
        verdict = try node.word("result")
    }
}

extension ResultDocument.GradeRow {
    fileprivate init(_ node: ResultNode) throws(TextError) {
        service = try node.text("service")
        endpoint = try node.text("endpoint")
        kind = try node.word("metric")
        observed = try node.optionalNumber("observed")
        grade = try node.member("grade").isNull ? nil : try node.word("grade")
    }
}

extension ThresholdResult {
    fileprivate init(_ node: ResultNode) throws(TextError) {
        self.init(
            metric: try node.text("metric"), expression: try node.text("expression"), isMet: try node.boolean("ok"),
            observed: try node.optionalNumber("observed"))
    }
}

extension ValidityReport {
    fileprivate init(_ node: ResultNode) throws(TextError) {
        let reasons = try node.list("reasons") { reason throws(TextError) in
            guard case .text(let text) = reason.value else { throw reason.mistake("a text") }
            return text
        }
        self.init(validity: try node.word("validity"), reasons: reasons)
    }
}
