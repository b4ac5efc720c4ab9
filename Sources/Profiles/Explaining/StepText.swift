import Timing

/// Steps in plain words, a line each, those inside others further to the right.
enum StepText {
    static func lines(of steps: [Step], indentation: String) -> [String] {
        steps.flatMap { step in
            let inner = indentation + "  "
            let line = indentation + "- " + words(step)
            switch step {
            case .loop(let loop): return [line] + lines(of: loop.steps, indentation: inner)
            case .group(let group): return [line] + lines(of: group.steps, indentation: inner)
            case .choose(let choices):
                let sum = choices.reduce(0) { $0 + $1.weight }
                return [line]
                    + choices.flatMap { choice in
                        ["\(inner)\(choice.weight) of \(sum):"] + lines(of: choice.steps, indentation: inner + "  ")
                    }
            default: return [line]
            }
        }
    }

    static func words(_ range: DurationRange) -> String {
        range.shortest == range.longest
            ? DurationText.format(range.longest)
            : "\(DurationText.format(range.shortest)) to \(DurationText.format(range.longest))"
    }

    private static func words(_ step: Step) -> String {
        switch step {
        case .request(let request):
            "\(request.method.word) \(words(request.address))" + (request.name.map { ", named \($0)" } ?? "")
        case .connect(let connect): "connect to \(words(connect.address))"
        case .subscribe(let subscribe):
            "subscribe" + (subscribe.acknowledgement == nil ? "" : ", and await the acknowledgement")
        case .send(let send): "send a message" + words(send.reply)
        case .expect(let match): "await a message with \(match.fields.map(\.name).joined(separator: ", "))"
        case .ping: "ping, and await the pong"
        case .listen(let listen): "listen" + words(listen.length, listen.messages, "message")
        case .onMessage: "read every push as it comes"
        case .close: "close"
        case .stream(let stream):
            "open the stream \(words(stream.address))" + (stream.limit.map(words) ?? "")
        case .read(let limit): "read the stream" + words(limit)
        case .wait(let range): "wait \(words(range))"
        case .think(let range): "think \(words(range))"
        case .pacing(let range): "begin anew \(words(range)) after the last beginning"
        case .loop(let loop): words(loop.extent)
        case .choose: "choose one"
        case .group(let group): "group \(group.name)"
        case .run(let name): "run the block \(name)"
        }
    }

    private static func words(_ address: ServiceAddress?) -> String {
        SecretText.redacted(url: address?.template.written ?? "")
    }

    private static func words(_ reply: SendStep.Reply?) -> String {
        switch reply?.matching {
        case .field(let path): ", and await the reply with the same \(path)"
        case .id: ", and await the reply with the same id"
        case .order: ", and await the replies in order"
        case SendStep.Matching.none?: ", which gets no reply"
        case nil: ""
        }
    }

    private static func words(_ extent: LoopStep.Extent) -> String {
        switch extent {
        case .times(let count): "\(FigureText.counted(count, "time"))"
        case .lasting(let length): "for \(DurationText.format(length)), over and over"
        }
    }

    private static func words(_ limit: StreamLimit) -> String {
        let ends = [
            limit.data.map { "the data \($0)" }, limit.event.map { "an event \($0)" },
            limit.events.map { FigureText.counted($0, "event") }, limit.time.map(DurationText.format),
        ].compactMap { $0 }
        return " until \(ends.joined(separator: " or "))"
    }

    private static func words(_ length: Nanoseconds?, _ count: Int?, _ noun: String) -> String {
        let ends = [length.map(DurationText.format), count.map { FigureText.counted($0, noun) }].compactMap { $0 }
        return " for \(ends.joined(separator: " or "))"
    }
}

extension TextTemplate {
    /// As it is written in a profile.
    package var written: String {
        pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .hole(let name, let arguments): "{{\(([name] + arguments).joined(separator: " "))}}"
            }
        }.joined()
    }
}
