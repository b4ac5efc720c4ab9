internal import HTTP
internal import Timing

extension Route {
    /// `/events`: numbered events as Server-Sent Events (`NumberedEvents`; what may be asked for is in `EventPlan`).
    static let events = Route(path: "/events", service: .stream { numbered($0, .eventStream, $1, at: $2) })

    /// `/sse/stream`: the same for users of the services. A token, as bearer or as `?token=`, must be good; without one
    /// the stream is open.
    static let eventsOfUser = Route(
        path: "/sse/stream",
        service: .stream { request, server, instant in
            do throws(TokenIssuer.Defect) {
                if let token = request.query["token"] ?? request.bearerToken { try server.services.admit(token) }
                return numbered(request, .eventStream, server, at: instant)
            } catch {
                return .refused(.unauthorized(error.rawValue))
            }
        })

    /// `/ndjson`: the data of the same events, one JSON text a line.
    static let ndjson = Route(path: "/ndjson", service: .stream { numbered($0, .ndjson, $1, at: $2) })

    private static func numbered(
        _ request: HTTPRequest, _ format: EventPlan.Format, _ server: TargetServer, at instant: Instant
    ) -> StreamAdmission {
        guard ["GET", "POST"].contains(request.method) else { return .refused(.notAllowed("GET, POST")) }
        do throws(TextError) {
            let plan = try EventPlan(request, format, server.plan)
            let last = format == .eventStream ? ResumePoint.lastNumber(request.head.value("last-event-id")) : nil
            let epoch = try plan.streamName.map { name throws(TextError) in
                try server.streamEpochs.epoch(of: name, at: instant)
            }
            let source = NumberedEvents(plan, after: last, epoch: epoch, at: instant)
            // WHATWG HTML §9.2.3: 204 tells a client that there is nothing to come back for.
            guard source.remaining != 0 || last == nil && epoch == nil else { return .refused(.failure(204)) }
            let framing = try BodyFraming(
                plan.framing, of: source, heartbeat: plan.heartbeat, faults: plan.faults)
            let stream = StreamPlan(
                framing: framing, heartbeat: plan.heartbeat, faults: plan.faults,
                resumed: last == nil ? nil : source.resumePoint)
            return .admitted(source, stream)
        } catch {
            return .refused(.failure(400, reason: error.message))
        }
    }
}
