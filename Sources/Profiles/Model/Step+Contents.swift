// What a step is made of, for those who look through all steps of a profile.

extension Step {
    /// The texts with holes that it sends, matches or is addressed by; not those of steps within it.
    package var templates: [TextTemplate] {
        switch self {
        case .request(let request): request.templates
        case .connect(let step): step.address.templates + step.headers.map(\.value)
        case .subscribe(let step): step.message.templates + (step.acknowledgement?.templates ?? [])
        case .send(let step): step.message.templates
        case .expect(let match): match.templates
        case .stream(let step):
            step.address.templates + step.headers.map(\.value) + (step.json?.templates ?? [])
                + (step.body.map { [$0] } ?? [])
        case .ping, .listen, .onMessage, .close, .read, .wait, .think, .pacing, .loop, .choose, .group, .run: []
        }
    }

    package var captures: [Named<Capture>] {
        switch self {
        case .request(let request): request.captures
        case .subscribe(let step): step.acknowledgement?.captures ?? []
        case .expect(let match): match.captures
        case .connect, .send, .stream, .ping, .listen, .onMessage, .close, .read, .wait, .think, .pacing, .loop,
            .choose, .group, .run:
            []
        }
    }

    /// The steps within it, one level down; those of a block are the profile's.
    package var inner: [Step] {
        switch self {
        case .loop(let loop): loop.steps
        case .choose(let choices): choices.flatMap(\.steps)
        case .group(let group): group.steps
        case .request, .connect, .subscribe, .send, .expect, .stream, .ping, .listen, .onMessage, .close, .read, .wait,
            .think, .pacing, .run:
            []
        }
    }
}

extension Profile {
    /// The steps and all that is within them, in the order in which they are taken; each block they run stands where it
    /// is run first.
    package func steps(within steps: [Step]) -> [Step] {
        var found: [Step] = []
        var waiting = Array(steps.reversed())
        var seen: Set<String> = []
        while let step = waiting.popLast() {
            found.append(step)
            if case .run(let name) = step, seen.insert(name).inserted,
                let block = blocks.first(where: { $0.name == name })
            {
                waiting += block.value.reversed()
            }
            waiting += step.inner.reversed()
        }
        return found
    }
}

extension RequestStep {
    fileprivate var templates: [TextTemplate] {
        let fields = headers + query + (form ?? [])
        let texts = [body, basic?.username, basic?.password, bearer].compactMap(\.self)
        return address.templates + fields.map(\.value) + (json?.templates ?? []) + texts
    }
}

extension ServiceAddress? {
    fileprivate var templates: [TextTemplate] { map { [$0.template] } ?? [] }
}

extension MessageMatch {
    fileprivate var templates: [TextTemplate] { fields.flatMap(\.value.templates) }
}

extension Payload {
    fileprivate var templates: [TextTemplate] {
        switch self {
        case .text(let template): [template]
        case .json(let value): value.templates
        }
    }
}

extension TypedValue {
    fileprivate var templates: [TextTemplate] {
        switch self {
        case .null, .flag, .number: []
        case .text(let template): [template]
        case .list(let values): values.flatMap(\.templates)
        case .object(let members): members.flatMap(\.value.templates)
        }
    }
}
