internal import Timing

/// Events with consecutive numbers and a time of sending in their data:
///
///     id: 7
///     event: price
///     data: {"seq":7,"sent_at":1700000000000.250,"type":"price"}
///
/// Event n of a stream is due at `EventSchedule.offset(of: n)` after the stream began, never earlier, and at once when
/// that is past. What counts as the stream, and so as missed, when a client comes back with `Last-Event-ID: k`:
///
/// - With `stream=NAME` there is one stream of that name, which began with the first request for it and goes on with time
///   whether anybody listens or not. A client without an id joins with the next event that is due; one that has k events
///   missed those from k + 1 that were due before it came back.
/// - Without a name each client has a stream of its own, of which nothing is remembered: it begins at 1, and at k + 1
///   again after a resume. Its client is taken to have been away for exactly the reconnection time that the request
///   asked to be told (`retry`), and so to have missed ⌊retry · rate⌋ events; the rest follow from the resume on.
///
/// So the numbers say exactly what was lost or doubled, and `TargetCounts.Streams` says the same of the whole.
struct NumberedEvents: EventSource {
    private let plan: EventPlan
    private let schedule: EventSchedule
    /// When position 1 of the schedule counts from, and the number of the event in that position.
    private let origin: Instant
    private let base: Int
    private let point: ResumePoint
    /// The number of the next event.
    private var next: Int

    /// A stream that a request begins, or goes on with.
    ///
    /// - Parameters:
    ///   - plan: what the request asks for.
    ///   - last: the number of the last event that the client has.
    ///   - epoch: when the stream of the plan's name began, nil for one without a name.
    ///   - instant: when the request came.
    init(_ plan: EventPlan, after last: Int?, epoch: Instant?, at instant: Instant) {
        let faults = plan.faults.events
        let schedule = EventSchedule(rate: plan.rate, firstDelay: faults.firstDelay, gap: faults.gap)
        // Of a named stream those due before this very instant, of another those in the reconnection time.
        let due =
            epoch.map { schedule.count(through: instant - $0 - Nanoseconds(1)) }
            ?? (last ?? 0) + max(0, SendSchedule(rate: plan.rate, phase: 0).count(through: plan.retry ?? .zero) - 1)
        if let last {
            let missed = max(0, min(due, plan.count ?? .max) - last)
            point = ResumePoint(after: last, missed: missed, faults: faults)
        } else {
            point = ResumePoint(startingAt: epoch == nil ? 1 : due + 1)
        }
        base = epoch == nil ? point.firstLive : 1
        self.plan = plan
        self.schedule = schedule
        origin = epoch ?? instant
        next = point.first
    }

    /// Where the stream went on.
    var resumePoint: ResumePoint { point }

    var contentType: String { plan.format == .ndjson ? "application/x-ndjson" : "text/event-stream" }

    var nextDue: Instant? {
        schedule.offset(of: max(1, next - base + 1)).map { origin + $0 }
    }

    var remaining: Int? { plan.count.map { max(0, $0 - next + 1) } }

    func waiting(at instant: Instant) -> Int {
        let lastDue = base - 1 + schedule.count(through: instant - origin)
        return max(0, lastDue - max(next, point.firstLive) + 1)
    }

    // MARK: - Composing

    func composePreamble(into text: inout MessageText) {
        guard let retry = plan.retry else { return }
        text.append("retry: ")
        text.append(decimal: Int(retry.milliseconds))
        text.append("\n\n")
    }

    mutating func compose(into text: inout MessageText, at instant: Instant) {
        let number = next
        next += 1
        let lineEnd = LineEnd(of: number, alternates: plan.faults.events.splits && plan.format == .eventStream).rawValue
        let type = plan.types.isEmpty ? nil : plan.types[(number - 1) % plan.types.count]
        guard plan.format == .eventStream else {
            appendData(number, type, to: &text)
            text.append("\n")
            return
        }
        text.append("id: ")
        text.append(decimal: number)
        text.append(lineEnd)
        if let type {
            text.append("event: ")
            text.append(type)
            text.append(lineEnd)
        }
        text.append("data: ")
        appendData(number, type, to: &text)
        text.append(lineEnd)
        text.append(lineEnd)
    }

    private func appendData(_ number: Int, _ type: String?, to text: inout MessageText) {
        let start = text.bytes.count
        text.append("{\"seq\":")
        text.append(decimal: number)
        text.append(",\"sent_at\":")
        text.append(thousandths: UnixTime.microseconds())
        if let type {
            text.append(",\"type\":\"")
            text.append(type)
            text.append("\"")
        }
        // Characters of two, three and four bytes, to be cut.
        if plan.faults.events.splits { text.append(",\"text\":\"é€😀\"") }
        appendFiller(plan.size - (text.bytes.count - start) - 1, to: &text)
        text.append("}")
    }

    /// Makes the data exactly as long as it was asked for: a member where it fits, else blanks.
    private func appendFiller(_ count: Int, to text: inout MessageText) {
        let member = ",\"pad\":\"\""
        guard count >= member.utf8.count else { return text.append(repeating: UInt8(ascii: " "), count: count) }
        text.append(",\"pad\":\"")
        text.append(repeating: UInt8(ascii: "x"), count: count - member.utf8.count)
        text.append("\"")
    }
}
