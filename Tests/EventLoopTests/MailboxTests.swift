import EventLoop
import Testing

@Suite("The mailbox", .timeLimit(.minutes(1)))
struct MailboxTests {
    private struct Letter: Sendable, Equatable {
        let sender: Int
        let number: Int
    }

    @Test("several threads' messages all arrive, each thread's in its order")
    func messagesArriveInOrder() throws {
        let senders = 4
        let perSender = 5_000
        let loop = try EventLoop()
        var received: [[Int]] = Array(repeating: [], count: senders)
        var count = 0
        let mailbox = Mailbox<Letter>(on: loop) { letter in
            received[letter.sender].append(letter.number)
            count += 1
            if count == senders * perSender { loop.stop() }
        }
        let first = try Self.sender(0, perSender, to: mailbox)
        let second = try Self.sender(1, perSender, to: mailbox)
        let third = try Self.sender(2, perSender, to: mailbox)
        let fourth = try Self.sender(3, perSender, to: mailbox)
        loop.run()
        first.join()
        second.join()
        third.join()
        fourth.join()
        #expect(received == Array(repeating: Array(0..<perSender), count: senders))
        mailbox.close()
        #expect(loop.close())
    }

    @Test("a message posted from a delivery is delivered too")
    func deliveryMayPost() throws {
        let loop = try EventLoop()
        let received = Inbox()
        received.mailbox = Mailbox<Int>(on: loop) { number in
            received.numbers.append(number)
            if number < 5 { received.mailbox?.post(number + 1) } else { loop.stop() }
        }
        received.mailbox?.post(1)
        loop.run()
        #expect(received.numbers == [1, 2, 3, 4, 5])
        received.mailbox?.close()
        #expect(loop.close())
    }

    @Test("nothing is delivered after close, neither what waits nor what comes")
    func nothingAfterClose() throws {
        let loop = try EventLoop()
        var received: [Int] = []
        let mailbox = Mailbox<Int>(on: loop) { received.append($0) }
        mailbox.post(1)
        loop.runOnce()
        mailbox.post(2)
        mailbox.close()
        mailbox.post(3)
        mailbox.close()
        loop.runOnce()
        #expect(received == [1])
        #expect(loop.close())
    }

    @Test("closed by a delivery, it delivers nothing more of the same batch")
    func nothingAfterCloseWithinABatch() throws {
        let loop = try EventLoop()
        let received = Inbox()
        received.mailbox = Mailbox<Int>(on: loop) { number in
            received.numbers.append(number)
            if number == 2 { received.mailbox?.close() }
        }
        for number in 1...4 { received.mailbox?.post(number) }
        loop.runOnce()
        #expect(received.numbers == [1, 2])
        #expect(loop.close())
    }

    private static func sender(_ sender: Int, _ count: Int, to mailbox: Mailbox<Letter>) throws -> LoopThread {
        try LoopThread(name: "sender") {
            for number in 0..<count { mailbox.post(Letter(sender: sender, number: number)) }
        }
    }
}

private final class Inbox {
    var mailbox: Mailbox<Int>?
    var numbers: [Int] = []
}
