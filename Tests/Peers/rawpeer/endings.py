"""Paths that complete the handshake and then end, break or bend the rules of RFC 6455."""

import struct

from .behaviour import Behaviour, Trigger
from .connection import Ended
from .frames import BINARY, CLOSE, CONTINUATION, PING, TEXT, encode, encode_close
from .refusals import delay, send_status


class CloseWithCode(Trigger):
    """`/close/CODE`: our Close with CODE, whatever it is, and `reason=` (default "as asked")."""

    def act(self):
        code = int(self.request.path.rsplit("/", 1)[1])
        self.connection.send_close(code, self.request.option("reason", "as asked").encode())


class CloseEmpty(Trigger):
    """Our Close without a body."""

    def act(self):
        self.connection.send_close()


class EndOfStream(Trigger):
    """FIN with no Close (and no close_notify over TLS)."""

    def act(self):
        self.connection.end_stream()


class HalfFrame(Trigger):
    """FIN in the middle of a frame."""

    def act(self):
        self.connection.send(encode(TEXT, b"x" * 100)[:50])
        self.connection.end_stream()


class Reset(Trigger):
    """RST."""

    def act(self):
        self.connection.reset()


_VIOLATIONS = {
    "/bad-opcode": encode(0x3, b"?"),
    "/bad-control-opcode": encode(0xB, b"?"),
    "/rsv": encode(TEXT, b"RSV1 without an extension", rsv=4),
    "/masked": encode(TEXT, b"a masked server", mask=b"\x12\x34\x56\x78"),
    "/utf8-bad": encode(TEXT, b"bad: \xc3\x28"),
    "/utf8-cut": encode(TEXT, "cut: é".encode()[:-1]),
    "/fragmented-control": encode(PING, b"part", fin=False) + encode(CONTINUATION, b"ed"),
    "/long-control": encode(PING, b"x" * 126),
    "/continuation-first": encode(CONTINUATION, b"of what?"),
    "/unfinished-fragment": encode(TEXT, b"one", fin=False) + encode(TEXT, b"two"),
    "/non-minimal-length": encode(TEXT, b"short", length_width=2),
    "/non-minimal-length-64": encode(TEXT, b"short", length_width=8),
    "/huge-length": struct.pack("!BBQ", 0x80 | BINARY, 127, 1 << 63 | 5) + b"never",
    "/close-1byte": encode(CLOSE, b"\x03"),
    "/close-bad-utf8": encode_close(1000, b"\xc3\x28"),
}


class Violation(Trigger):
    """Bytes that a client must refuse; its Close is then answered."""

    def act(self):
        if self.request.path.startswith("/close-"):
            self.connection.has_sent_close = True
        self.connection.send(_VIOLATIONS[self.request.path])


class DataAfterClose(Trigger):
    """Close 1000, and a message in the same write, which the client must not see."""

    def act(self):
        self.connection.send(encode_close(1000, b"done") + encode(TEXT, b"one more thing"))
        self.connection.has_sent_close = True
        self.connection.count("closes_sent", key=1000)


class HugeClaim(Trigger):
    """A frame that claims `gb` gigabytes (default 1), of which only the first kilobyte ever comes."""

    def act(self):
        self.connection.send(struct.pack("!BBQ", 0x80 | BINARY, 127, self.request.option("gb", 1) << 30) + bytes(1024))


class SplitText(Trigger):
    """Correct: a text message whose characters are cut by its fragments."""

    def act(self):
        text = "grüße, 世界, 🙂".encode()
        for index in range(len(text)):
            opcode = TEXT if index == 0 else CONTINUATION
            self.connection.send(encode(opcode, text[index : index + 1], fin=index == len(text) - 1))
        self.connection.count("text_sent")


class Big(Trigger):
    """Correct: one binary message of `mb` megabytes (default 1), in one frame."""

    def act(self):
        self.connection.send_message(bytes(self.request.option("mb", 1) << 20), BINARY)


class FragmentedEcho(Behaviour):
    """Correct: each message comes back in three fragments with a ping between the first two."""

    def message(self, opcode, payload):
        third = len(payload) // 3
        self.connection.send(
            encode(opcode, payload[:third], fin=False)
            + encode(PING, b"between")
            + encode(CONTINUATION, payload[third : 2 * third], fin=False)
            + encode(CONTINUATION, payload[2 * third :])
        )
        self.connection.count("pings_sent")
        self.connection.count("text_sent" if opcode == TEXT else "binary_sent")


class Early(Behaviour):
    """Correct: `n` messages (default 3) in the same write as the 101, then an echo."""

    def answer_handshake(self):
        count = self.request.option("n", 3)
        self.connection.count("text_sent", count)
        return super().answer_handshake() + b"".join(encode(TEXT, b"early %d" % index) for index in range(count))


class Drip(Behaviour):
    """Correct: an echo whose every byte, the 101's too, is a write of its own."""

    def answer_handshake(self):
        self.connection.drip = True
        return super().answer_handshake()


class Ping(Behaviour):
    """`n` pings (3), `interval_ms` apart (0), each with a payload of its own, which the pongs must bring back."""

    def opened(self):
        self._expected = []
        for index in range(self.request.option("n", 3)):
            self.connection.after(index * self.request.option("interval_ms", 0) / 1000, self._ping)

    def _ping(self):
        payload = b"ping %d of connection %d" % (len(self._expected), self.connection.index)
        self._expected.append(payload)
        self.connection.send(encode(PING, payload))
        self.connection.count("pings_sent")

    def ponged(self, payload):
        if payload in self._expected:
            self._expected.remove(payload)
            self.connection.count("pongs_matched")
        else:
            self.connection.count("pongs_mismatched")


class NeverPong(Behaviour):
    """Echoes, but pings are read and not answered."""

    def pinged(self, payload):
        pass


class StopReading(Trigger):
    """The socket stays open and is never read again."""

    def act(self):
        self.connection.stopping.wait()
        raise Ended


class NeverClose(Behaviour):
    """Echoes; the client's Close is read, not answered, and the socket stays open."""

    def closing(self, code, reason):
        self.connection.drain()
        raise Ended


class Linger(Behaviour):
    """Echoes; the client's Close is answered, but the socket stays open."""

    def closing(self, code, reason):
        self.connection.send_close(code)
        self.connection.drain()
        raise Ended


class SlowClose(Behaviour):
    """Echoes; the client's Close is answered after `ms` (default 1000)."""

    def closing(self, code, reason):
        self.connection.after(self.request.option("ms", 1000) / 1000, lambda: self._close(code))

    def _close(self, code):
        self.connection.send_close(code)
        self.connection.finish()


class SlowHandshake(Behaviour):
    """The 101 comes after `ms` (default 1000); then an echo."""

    def answer_handshake(self):
        delay(self.connection, self.request)
        return super().answer_handshake()


class Flaky(Behaviour):
    """Every `every`-th handshake of the process (default 2nd) is refused with `status` (503); the others echo."""

    def answer_handshake(self):
        ordinal = self.connection.counts.next_ordinal("flaky_requests", self.request.path)
        if ordinal % self.request.option("every", 2) == 0:
            send_status(self.connection, self.request, self.request.option("status", 503))
            raise Ended
        return super().answer_handshake()


PATHS = {
    "/echo": Behaviour,
    "/close-empty": CloseEmpty,
    "/fin": EndOfStream,
    "/half-frame-fin": HalfFrame,
    "/rst": Reset,
    "/data-after-close": DataAfterClose,
    "/huge-claim": HugeClaim,
    "/utf8-split": SplitText,
    "/big": Big,
    "/fragmented-echo": FragmentedEcho,
    "/early": Early,
    "/drip": Drip,
    "/ping": Ping,
    "/never-pong": NeverPong,
    "/stop-reading": StopReading,
    "/never-close": NeverClose,
    "/linger": Linger,
    "/slow-close": SlowClose,
    "/slow-handshake": SlowHandshake,
    "/flaky": Flaky,
    **dict.fromkeys(_VIOLATIONS, Violation),
}

PREFIXES = {"/close/": CloseWithCode}
