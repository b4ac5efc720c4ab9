"""Paths that speak a little JSON: subscriptions, ticks, replies by id or by order, and arrival stamps."""

import json
import time

from .behaviour import Behaviour, Stall
from .frames import TEXT, encode
from .sequences import Truth, plan

ACKNOWLEDGEMENT = '{"type":"subscribed"}'


def to_json(value):
    return json.dumps(value, separators=(",", ":"))


class Subscribe(Behaviour):
    """The first message is acknowledged after `delay_ms` (default 0); later ones are echoed."""

    acknowledgement = ACKNOWLEDGEMENT

    def __init__(self, connection, request):
        super().__init__(connection, request)
        self._subscribed = False

    def message(self, opcode, payload):
        if self._subscribed:
            return self.later_message(opcode, payload)
        self._subscribed = True
        self.connection.count("subscribes")
        self.connection.after(self.request.option("delay_ms", 0) / 1000, self._acknowledge)

    def _acknowledge(self):
        if self.acknowledgement is not None:
            self.connection.send_message(self.acknowledgement)
            self.connection.count("acknowledged")
        self.subscribed()

    def subscribed(self):
        pass

    def later_message(self, opcode, payload):
        super().message(opcode, payload)


class NoAcknowledgement(Subscribe):
    """The first message is never answered, nor are later ones."""

    acknowledgement = None

    def later_message(self, opcode, payload):
        pass


class WrongAcknowledgement(Subscribe):
    """The first message is answered with `{"type":"error"}`; later ones are echoed."""

    acknowledgement = '{"type":"error","reason":"no such channel"}'


class Ticks(Subscribe):
    """After the acknowledgement, `n` numbers (1000) on each of `channels` channels (1; named a, b, c, …).

    `drop`, `dup` and `swap` place the faults (`sequences.plan`). `rate` is ticks per second over all channels, each
    sent at its own due time; 0 sends all at once. The channels take turns. `then=close` ends with our Close 1000,
    else the session stays open. Later messages are answered as by `/reply`.
    """

    def subscribed(self):
        request = self.request
        faults = {name: request.option(name, 0) for name in ("drop", "dup", "swap")}
        names = [chr(ord("a") + index) for index in range(request.option("channels", 1))]
        numbers = plan(request.option("n", 1000), **faults)
        self._truths = {name: Truth() for name in names}
        self._rate = request.option("rate", 0)
        self._queue = [(name, number) for number in numbers for name in names]
        self._next = 0
        self._start = time.monotonic()
        self._send_due()

    def _send_due(self):
        """Sends what is due. Without a rate, 64 at a time, so that pings are answered in between."""
        due = self._next + 64
        if self._rate > 0:
            due = int((time.monotonic() - self._start) * self._rate) + 1
        for channel, number in self._queue[self._next : due]:
            tick = {"type": "tick", "channel": channel, "seq": number, "ts": round(time.time() * 1000, 3)}
            self.connection.send_message(to_json(tick))
            self._note_sent(channel, number)
        self._next = max(self._next, due)
        if self._next >= len(self._queue):
            return self._complete()
        wait = self._start + self._next / self._rate - time.monotonic() if self._rate > 0 else 0
        self.connection.after(max(0, wait), self._send_due)

    def _note_sent(self, channel, number):
        truth = self._truths[channel]
        before = (truth.lost, truth.duplicated, truth.reordered)
        truth.sent(number)
        self.connection.count("ticks_sent")
        after = (truth.lost, truth.duplicated, truth.reordered)
        for name, old, new in zip(("lost", "duplicated", "reordered"), before, after):
            if new != old:
                self.connection.count(name, new - old)

    def _complete(self):
        self.connection.count("streams_completed")
        if self.request.option("then", "") == "close":
            self.connection.send_close(1000, b"all sent")

    def later_message(self, opcode, payload):
        answer(self.connection, payload)


def answer(connection, payload, change=None):
    """Answers a JSON message with its id; anything else is counted and echoed."""
    try:
        identifier = json.loads(payload)["id"]
    except (ValueError, KeyError, TypeError):
        connection.count("messages_without_id")
        return connection.send_message(payload)
    connection.send_message(to_json({"type": "reply", "id": change(identifier) if change else identifier}))
    connection.count("replies_sent")


class Reply(Behaviour):
    """A JSON message with an `id` is answered with `{"type":"reply","id":…}`.

    Every `drop`-th message of a session gets no answer; the others theirs after `delay_ms`, in order.
    """

    def __init__(self, connection, request):
        super().__init__(connection, request)
        self._drop = request.option("drop", 0)
        self._delay_s = request.option("delay_ms", 0) / 1000
        self._received = 0

    def message(self, opcode, payload):
        self._received += 1
        if self._drop and self._received % self._drop == 0:
            self.connection.count("replies_withheld")
        elif self._delay_s > 0:
            self.connection.after(self._delay_s, lambda: self.reply(payload))
        else:
            self.reply(payload)

    def reply(self, payload):
        answer(self.connection, payload)


class Late(Reply):
    """As `/reply`; every `every`-th message (default each) is answered `ms` (default 1000) after it came."""

    def message(self, opcode, payload):
        self._received += 1
        if self._received % self.request.option("every", 1):
            return self.reply(payload)
        self.connection.count("replies_delayed")
        self.connection.after(self.request.option("ms", 1000) / 1000, lambda: self.reply(payload))


class DuplicateReply(Reply):
    """As `/reply`, each answer twice."""

    def reply(self, payload):
        super().reply(payload)
        super().reply(payload)


class UnknownReply(Reply):
    """As `/reply`, with an id that nobody asked about."""

    def reply(self, payload):
        answer(self.connection, payload, change=lambda identifier: f"not-{identifier}")


class Order(Reply):
    """Each message is answered, in order, with a text that carries no id."""

    def reply(self, payload):
        self.connection.send_message("done")
        self.connection.count("replies_sent")


class Push(Behaviour):
    """Reads, answers nothing, and pushes `n` texts of its own (10) at `rate` per second (0: at once)."""

    def opened(self):
        rate = self.request.option("rate", 0)
        for index in range(self.request.option("n", 10)):
            self.connection.after(index / rate if rate else 0, self._push)

    def _push(self):
        self.connection.send_message('{"type":"push"}')

    def message(self, opcode, payload):
        pass


class Stalling(Behaviour):
    """Echoes, but reads and answers nothing in one span of time that all its connections share.

    The span begins `at_ms` (1000) after the path's first handshake in this process and lasts `for_ms` (1000).
    """

    def opened(self):
        self._stall = Stall(self.request)

    def before_frame(self):
        self._stall.wait_out(self.connection.stopping)


class Stamp(Behaviour):
    """Echoes (`echo=0`: does not) and keeps the arrival time of each message for the `--stamps` file.

    The time is when the kernel took the bytes in, on CLOCK_MONOTONIC, except over TLS: there it is our own read.
    Messages that came in one read share a time. A connection's first row, without a text, is when its 101 went out.
    """

    stamps = []  # (connection, nanoseconds, text), appended to by every thread: list.append is atomic

    def answer_handshake(self):
        answer = super().answer_handshake()
        self._answered_ns = time.monotonic_ns()
        return answer

    def opened(self):
        self.stamps.append((self.connection.index, self._answered_ns, ""))
        self.connection.stamp_by_kernel()
        self._echoes = self.request.option("echo", 1) != 0

    def message(self, opcode, payload):
        self.stamps.append((self.connection.index, self.connection.arrival_ns, payload.decode(errors="replace")))
        if self._echoes:
            self.connection.send(encode(opcode, payload))
            self.connection.count("text_sent" if opcode == TEXT else "binary_sent")


PATHS = {
    "/subscribe": Subscribe,
    "/no-ack": NoAcknowledgement,
    "/wrong-ack": WrongAcknowledgement,
    "/ticks": Ticks,
    "/reply": Reply,
    "/late": Late,
    "/duplicate-reply": DuplicateReply,
    "/unknown-reply": UnknownReply,
    "/order": Order,
    "/push": Push,
    "/stall": Stalling,
    "/stamp": Stamp,
}
