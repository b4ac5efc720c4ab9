"""Event streams at the edge of the standards, and beyond it."""

import gzip
import itertools

from .bodies import ChunkedBody, PlainBody, head
from .events import BOM, EventStream, Part, encode_lines, event_lines
from .refusals import send_status

ENDLESS_BYTES = 64 << 20


class OddFields(EventStream):
    """Correct: the oddities of WHATWG HTML §9.2.6 in one body: 9 events with data a, b\\nc, "", " d", e, f, g, h, i.

    Their ids as of dispatch: "", 1, 1, 2, 2, "", "", 7, 7; the fourth is of type `trade`; reconnection time 1500; 3
    comments.
    """

    ODDITIES = [
        BOM + b"data:a\n\n",                                        # one event, no space behind the colon
        b"id: 1\rdata: b\rdata: c\r\r",                            # lines ended by CR, two data lines
        b"data\n\n",                                               # no colon: data is the empty string
        b": a comment\r\nid: 2\r\nevent: trade\r\ndata:  d\r\n\r\n",  # one space of two is data; the type does not last
        b"id: 3\0\ndata: e\n\n",                                   # an id with NUL is ignored
        b"id\nretry: 1500\nretry: 12x\ndata: f\n\n",               # an empty id resets it; retry is digits alone
        b"event: never\n\n:\nDATA: no\n data: no\nunknown: no\n",  # no data, no event; names are exact
        b"data: g\n\n",
        b"id: 7\n\n",                                              # an id without data is kept
        b"data: h\n\n\n\n:another comment\n",
        b"data: i\n\ndata: never finished\nid: 8\n",
    ]

    def parts(self):
        return [Part(text, counts_as="") for text in self.ODDITIES]

    def end(self):
        self.connection.count("events_sent", 9)
        self.connection.count("comments_sent", 3)
        super().end()


class BadText(EventStream):
    """One event whose data is not UTF-8, which a client replaces and does not refuse, then `n` right ones (1)."""

    def parts(self):
        return [Part(b"id: 0\ndata: bad \xc3\x28 and cut \xe2\x82\n\n"),
                *self.ticks(range(1, self.request.option("n", 1) + 1))]


class Unfinished(EventStream):
    """`n` events (3), of which the last lacks its final empty line, so that it must not be dispatched."""

    def parts(self):
        ticks = self.ticks(range(1, self.request.option("n", 3) + 1))
        ticks[-1] = Part(ticks[-1].data[:-1], ticks[-1].at_s, "unfinished_sent")
        return ticks


class BigEvent(EventStream):
    """`n` events (1), then one with `mb` megabytes of data (2) that never ends; `ends=1`: it does, and `n` follow.

    `lines=1` spreads the data over lines of a kilobyte.
    """

    def parts(self):
        size, ends = self.request.option("mb", 2) << 20, self.request.option("ends", 0)
        count = self.request.option("n", 1)
        line = b"x" * 1017 + b"\n" if self.request.option("lines", 0) else b"x" * 1024
        piece = b"".join(b"data: " + line if line.endswith(b"\n") else line for _ in range(64))
        opening = b"" if piece.startswith(b"data") else b"data: "
        parts = [Part(opening + piece if index == 0 else piece, counts_as="") for index in range(size // (64 << 10))]
        if ends:
            parts += [Part(b"\n\n"), *self.ticks(range(count + 1, 2 * count + 1))]
        return [*self.ticks(range(1, count + 1)), *parts]


class EndlessLine(EventStream):
    """`n` events (1), then a line without an end, up to 64 MB; `line_bytes_sent` says how much the client took."""

    def parts(self):
        return self.ticks(range(1, self.request.option("n", 1) + 1))

    def end(self):
        sent, piece = 0, b"x" * 65536
        try:
            self.body.write(b"data: ")
            while sent < ENDLESS_BYTES:
                self.body.write(piece)
                sent += len(piece)
        finally:
            self.connection.count("line_bytes_sent", sent)
        super().end()


class Compressed(EventStream):
    """As `/sse`, compressed with gzip, which a client that did not offer it must refuse."""

    def fields(self):
        return [*super().fields(), ("Content-Encoding", "gzip")]

    def parts(self):
        parts = super().parts()
        data = gzip.compress(b"".join(part.data for part in parts))
        return [Part(data, counts_as="compressed_sent")]


class EarlyHints(EventStream):
    """Correct: `hints` interim answers (100 and 103 in turn; 2), each a write of its own, then as `/sse`."""

    def read_request(self):
        super().read_request()
        interim = itertools.cycle([head(100, []), head(103, [("Link", "</style.css>; rel=preload")])])
        for _ in range(self.request.option("hints", 2)):
            self.connection.send(next(interim))


class HalfHead(EventStream):
    """A right answer, cut by FIN before its head ends."""

    def run(self):
        self.read_request()
        self.connection.send(self.head_bytes([])[:40])
        self.connection.end_stream()


class EndlessHead(EventStream):
    """A head that does not end, up to 64 MB; `header_bytes_sent` says how much the client took."""

    def run(self):
        self.read_request()
        self.connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
        sent, line = 0, b"X-Padding: " + b"x" * 1000 + b"\r\n"
        try:
            while sent < ENDLESS_BYTES:
                self.connection.send(line)
                sent += len(line)
        finally:
            self.connection.count("header_bytes_sent", sent)
        self.connection.end_stream()


class ExtendedChunks(EventStream):
    """Correct: chunk extensions, sizes in upper case with leading zeros, events cut by chunks, and trailers."""

    class Body(ChunkedBody):
        end = b'000;last\r\nX-Checksum: "none"\r\nX-More: \r\n\r\n'

        @staticmethod
        def piece(data):
            middle = len(data) // 2
            halves = [half for half in (data[:middle], data[middle:]) if half]
            return b"".join(b'00%X;name="quoted; text" ; flag\r\n%b\r\n' % (len(half), half) for half in halves)

    def __init__(self, connection, request):
        super().__init__(connection, request)
        self.body = self.Body(connection)


class BadChunk(EventStream):
    """`n` events (1), then a chunk whose size line is `line` ("xyz"), with some bytes behind it, and FIN."""

    def parts(self):
        return self.ticks(range(1, self.request.option("n", 1) + 1))

    def end(self):
        line = self.request.option("line", "xyz").encode("latin-1")
        self.connection.count("streams_cut")
        self.connection.send(line + b"\r\ndata: never\n\n\r\n")
        self.connection.finish()


class BadChunkEnd(BadChunk):
    """`n` events (1), then a chunk that is longer than its size says, so that no CRLF is where it must be."""

    def end(self):
        self.connection.count("streams_cut")
        self.connection.send(b"4\r\ndata: never\n\n\r\n0\r\n\r\n")
        self.connection.finish()


_FRAMINGS = {
    "/sse/bad-length": [("Content-Length", "12x")],
    "/sse/negative-length": [("Content-Length", "-1")],
    "/sse/huge-length": [("Content-Length", "99999999999999999999999")],
    "/sse/two-lengths": [("Content-Length", "100"), ("Content-Length", "200")],
    "/sse/unknown-coding": [("Transfer-Encoding", "gzip, chunked")],
}


class BadFraming(EventStream):
    """An answer of type text/event-stream whose head does not say how its body ends; one event follows."""

    def run(self):
        self.read_request()
        self.connection.send(head(200, [*self.fields(), *_FRAMINGS[self.request.path]])
                             + encode_lines(event_lines("never", 1)))
        self.connection.finish()


class LengthAndChunks(EventStream):
    """As `/sse`, with a Content-Length of 5 beside the chunks, which have the last word (RFC 9112 §6.3)."""

    def fields(self):
        return [*super().fields(), ("Content-Length", "5")]


class PastTheEnd(EventStream):
    """As `/sse` by length, with one more event behind the end of the body, which a client must not see."""

    def __init__(self, connection, request):
        super().__init__(connection, request)
        self.body = PlainBody(connection, is_sized=True)

    def end(self):
        self.connection.send(encode_lines(event_lines("behind the end", "never")))
        super().end()


class NoContent(EventStream):
    """The first `after` requests of the process (1) are answered as by `/sse`, later ones with 204."""

    def run(self):
        ordinal = self.connection.counts.next_ordinal("no_content_requests", self.request.path)
        if ordinal <= self.request.option("after", 1):
            return super().run()
        self.read_request()
        send_status(self.connection, self.request, 204)


PATHS = {
    "/sse/odd-fields": OddFields,
    "/sse/bad-text": BadText,
    "/sse/unfinished": Unfinished,
    "/sse/big-event": BigEvent,
    "/sse/endless-line": EndlessLine,
    "/sse/gzip": Compressed,
    "/sse/early-hints": EarlyHints,
    "/sse/half-head": HalfHead,
    "/sse/endless-head": EndlessHead,
    "/sse/chunk-extensions": ExtendedChunks,
    "/sse/bad-chunk": BadChunk,
    "/sse/bad-chunk-end": BadChunkEnd,
    "/sse/length-and-chunks": LengthAndChunks,
    "/sse/past-the-end": PastTheEnd,
    "/sse/no-content": NoContent,
    **dict.fromkeys(_FRAMINGS, BadFraming),
}
