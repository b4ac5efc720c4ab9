"""Event streams (WHATWG HTML §9.2): what is written when, and the correct server that writes it."""

import itertools
import json
import time
from dataclasses import dataclass

from .bodies import MISSING_BYTES, head, make_body
from .refusals import send_status
from .sequences import Truth, plan

# In this order of the mixture no LF ever follows a CR, with which it would make one line end of two.
LINE_ENDS = {"lf": ["\n"], "cr": ["\r"], "crlf": ["\r\n"], "mixed": ["\n", "\r", "\r\n"]}
# Stands for the Unix time in milliseconds at which a part is written, and is as wide as it.
SENT_AT = b"0000000000000.000"
BOM = b"\xef\xbb\xbf"


@dataclass
class Part:
    """One write of a body, `at_s` seconds after its first byte was due; `counts_as` is the count that it adds to."""

    data: bytes
    at_s: float = 0
    counts_as: str = "events_sent"


def event_lines(data, identifier=None, name=None):
    """The lines of one event, in the order in which servers like to write them."""
    lines = [] if identifier is None else [f"id: {identifier}"]
    lines += [] if name is None else [f"event: {name}"]
    return [*lines, *(f"data: {line}" for line in data.split("\n")), ""]


def encode_lines(lines, line_ends=("\n",)):
    """UTF-8, each line ended by the next of `line_ends` in turn."""
    return "".join(line + end for line, end in zip(lines, itertools.cycle(line_ends))).encode()


def tick(number, size=0):
    """The data of event `number`: JSON with the number, the time of sending, and `size` more bytes."""
    return json.dumps({"seq": number, "sent_at": "?", **({"text": "x" * size} if size else {})}, separators=(",", ":"))


class EventStream:
    """A correct event stream: `n` events (10), `interval_ms` apart (0), the first after `first_ms` (0).

    Each has `id: K` (`ids=0`: none) and the data `{"seq":K,"sent_at":MS}`, with `size` bytes of text; `names=a,b` gives
    them event types in turn; `retry=MS` comes first; `drop`, `dup` and `swap` place faults (`sequences.plan`).
    `eol=lf|cr|crlf|mixed` are the line ends, `bom=1` puts a byte order mark in front.

    Options of every event stream: `framing=chunked|length|close`; `type=TEXT` is the content type (empty: none);
    `head_ms` passes before the answer; `drip=1` writes byte by byte; `together=1` writes head and body at once;
    `version=1.0` is the answer's HTTP version. `then=` says how it ends: `end` (default) in order, `keep` in order but
    the connection stays open, `open` never, `reset` by RST, `cut` by FIN inside a chunk, before the length is reached,
    or, where the end of the connection delimits the body, without TLS's close_notify.
    """

    content_type = "text/event-stream"
    accepted_type = "text/event-stream"

    def __init__(self, connection, request):
        self.connection, self.request = connection, request
        # The header's bytes, which the request keeps as Latin-1, are UTF-8 (WHATWG HTML §9.2.3).
        self.last_event_id = request.header("Last-Event-ID").encode("latin-1").decode(errors="replace") or None
        self.body = make_body(connection, request.option("framing", "chunked"))
        self.then = request.option("then", "end")

    # Hooks

    def parts(self):
        """What the body consists of, in order."""
        numbers = plan(self.request.option("n", 10), **self.faults())
        self.count_faults(numbers)
        return [*self.opening(), *self.ticks(numbers)]

    def fields(self):
        """The answer's fields beside those that delimit the body."""
        wanted = self.request.option("type", self.content_type)
        return [("Content-Type", wanted or None), ("Cache-Control", "no-store"), ("Connection", "close")]

    # Parts

    def opening(self):
        """The byte order mark and the reconnection time, where they are wanted."""
        data = BOM if self.request.option("bom", 0) else b""
        if retry := self.request.option("retry", ""):
            data += encode_lines([f"retry: {retry}", ""], self._line_ends())
        return [Part(data, counts_as="")] if data else []

    def faults(self):
        return {name: self.request.option(name, 0) for name in ("drop", "dup", "swap")}

    def ticks(self, numbers):
        """An event for each number, at the pace that the request asked for."""
        request = self.request
        names = [name for name in request.option("names", "").split(",") if name] or [None]
        first_s, interval_s = request.option("first_ms", 0) / 1000, request.option("interval_ms", 0) / 1000
        has_ids, line_ends = request.option("ids", 1) != 0, itertools.cycle(self._line_ends())
        parts = []
        for index, number in enumerate(numbers):
            lines = event_lines(tick(number, request.option("size", 0)), number if has_ids else None,
                                names[index % len(names)])
            data = encode_lines(lines, [next(line_ends) for _ in lines]).replace(b'"?"', SENT_AT)
            parts.append(Part(data, first_s + index * interval_s))
        return parts

    def count_faults(self, numbers):
        truth = Truth()
        for number in numbers:
            truth.sent(number)
        for name in ("lost", "duplicated", "reordered"):
            if amount := getattr(truth, name):
                self.connection.count(name, amount)

    def _line_ends(self):
        return LINE_ENDS[self.request.option("eol", "lf")]

    # The conversation

    def run(self):
        self.read_request()
        self.pause_until(time.monotonic() + self.request.option("head_ms", 0) / 1000)
        parts = self.parts()
        self.connection.drip = self.request.option("drip", 0) != 0
        if self.request.option("together", 0):
            self._write_together(parts)
        else:
            self._write_in_turn(parts)
        self.end()

    def read_request(self):
        """The request's body and what the request says, counted."""
        connection, request = self.connection, self.request
        self.request_body = self._read_body()
        connection.count("methods", key=request.method)
        connection.count("last_event_ids", key=self.last_event_id or "none")
        for problem in self._problems():
            connection.count("request_problems", key=problem)

    def head_bytes(self, parts):
        size = sum(len(part.data) for part in parts)
        size += MISSING_BYTES if self.then in ("cut", "open", "reset") else 0
        return head(200, [*self.fields(), *self.body.fields(size)], self.request.option("version", "1.1"))

    def pause_until(self, instant):
        """Waits, and notices a client that leaves meanwhile."""
        while (left := instant - time.monotonic()) > 0:
            if self.connection.read(left) is not None:
                self.connection.count("request_problems", key="bytes_after_request")

    def end(self):
        connection = self.connection
        if self.then in ("end", "keep"):
            if self.body.end and not self.request.option("together", 0):
                connection.send(self.body.end)
            connection.count("streams_completed")
            return connection.finish() if self.then == "end" else connection.drain()
        if self.then == "open":
            return connection.drain()
        connection.count("streams_cut")
        if self.then == "reset":
            return connection.reset()
        connection.send(self.body.cut)
        connection.end_stream()

    def _write_in_turn(self, parts):
        self.connection.send(self.head_bytes(parts))
        self.connection.count("streams")
        began = time.monotonic()
        for part in parts:
            if part.at_s > 0:
                self.pause_until(began + part.at_s)
            self.body.write(stamped(part.data))
            self._note_sent(part)

    def _write_together(self, parts):
        data = self.head_bytes(parts) + b"".join(self.body.piece(stamped(part.data)) for part in parts)
        if self.then in ("end", "keep"):
            data += self.body.end
        self.connection.send(data)
        self.connection.count("streams")
        for part in parts:
            self._note_sent(part)

    def _note_sent(self, part):
        if part.counts_as:
            self.connection.count(part.counts_as)

    def _read_body(self):
        """RFC 9112 §6.2. A client of event streams has no reason to send a chunked body."""
        if self.request.header("Expect").lower() == "100-continue":
            self.connection.send(head(100, []))
        size = int(self.request.header("Content-Length") or 0)
        data = self.connection.frames.take()
        while len(data) < size:
            data += self.connection.read() or b""
        if len(data) > size:
            self.connection.count("request_problems", key="bytes_after_request")
        if size > 0:
            self.connection.count("bodies")
            self.connection.count("body_bytes", size)
        return data[:size]

    def _problems(self):
        """What RFC 9112 and WHATWG HTML §9.2.3 miss in this request, as names to count."""
        request = self.request
        found = [] if request.version == "HTTP/1.1" and request.header("Host") else ["request_line_or_host"]
        if self.accepted_type not in request.header("Accept"):
            found.append("accept")
        if request.header("Transfer-Encoding"):
            found.append("chunked_request")
        if request.method in ("POST", "PUT", "PATCH") and not request.header("Content-Length"):
            found.append("content_length")
        return found


def stamped(data):
    return data.replace(SENT_AT, b"%.3f" % (time.time() * 1000), 1) if SENT_AT in data else data


class Heartbeats(EventStream):
    """`comments` comment lines (3), `interval_ms` apart, then `n` events (3) as on `/sse`; `n=0`: comments alone."""

    def parts(self):
        count, interval_s = self.request.option("comments", 3), self.request.option("interval_ms", 0) / 1000
        beats = [Part(b": ping %d\n\n" % index, index * interval_s, "comments_sent") for index in range(count)]
        ticks = self.ticks(range(1, self.request.option("n", 3) + 1))
        for part in ticks:
            part.at_s += count * interval_s
        return [*self.opening(), *beats, *ticks]


class LastEventID(EventStream):
    """The first event's data is `{"last_event_id":TEXT}` (null without the header); `n` numbered ones (0) follow.

    `id=TEXT` is the first event's id (default "résumé 1": ids are UTF-8).
    """

    def parts(self):
        data = json.dumps({"last_event_id": self.last_event_id}, separators=(",", ":"), ensure_ascii=False)
        first = encode_lines(event_lines(data, self.request.option("id", "résumé 1")))
        return [*self.opening(), Part(first), *self.ticks(range(1, self.request.option("n", 0) + 1))]


class Resume(EventStream):
    """Events 1 to `n` (100) over several connections, `per` (30) on each, then what `then=` says (default `end`).

    Every connection begins with `retry: RETRY` (`retry=10`). One that comes with `Last-Event-ID: K` goes on behind K,
    `skip` numbers (0) further on or `repeat` numbers (0) back; `ignore=1` begins at 1 again. The counts `lost` and
    `duplicated` are what such a client must find. With `Last-Event-ID: N` the answer is 204.
    """

    def __init__(self, connection, request):
        super().__init__(connection, request)
        self._last = request.option("n", 100)
        self._is_over = self.last_event_id == str(self._last)

    def run(self):
        if not self._is_over:
            return super().run()
        self.read_request()
        send_status(self.connection, self.request, 204)

    def parts(self):
        known = int(self.last_event_id) if (self.last_event_id or "").isdecimal() else 0
        start = self._start(known)
        numbers = range(start, min(self._last, start + self.request.option("per", 30) - 1) + 1)
        if known:
            self.connection.count("resumes")
            self._count_gap(known, numbers)
        retry = Part(b"retry: %d\n\n" % self.request.option("retry", 10), counts_as="")
        return [retry, *self.ticks(numbers)]

    def _start(self, known):
        if known == 0 or self.request.option("ignore", 0):
            return 1
        # The last number is never skipped: without it a gap at the end could not be seen.
        return min(max(1, known + 1 + self.request.option("skip", 0) - self.request.option("repeat", 0)), self._last)

    def _count_gap(self, known, numbers):
        if (lost := numbers[0] - known - 1) > 0:
            self.connection.count("lost", lost)
        if (duplicated := sum(number <= known for number in numbers)) > 0:
            self.connection.count("duplicated", duplicated)


class RequestEcho(EventStream):
    """The first event's data is what the request said, as JSON; `n` numbered events (0) follow.

    `{"method","target","content_type","content_length","headers":{…},"body"}`: header names in lower case, without
    credentials (`has_authorization` tells of them); null for a field that was not sent; up to 4,096 characters of body.
    """

    def parts(self):
        request = self.request
        names = ("content-type", "content-length", "accept", "cache-control", "user-agent", "origin", "x-test")
        found = {name: request.header(name) or None for name in names}
        told = {
            "method": request.method, "target": request.target, "content_type": found.pop("content-type"),
            "content_length": found.pop("content-length"), "headers": found,
            "has_authorization": bool(request.header("Authorization")),
            "body": self.request_body.decode(errors="replace")[:4096],
        }
        first = encode_lines(event_lines(json.dumps(told, separators=(",", ":")), "request"))
        return [Part(first), *self.ticks(range(1, request.option("n", 0) + 1))]


class FlakyStream(EventStream):
    """Every `every`-th request of the process (2nd) is answered with `status` (503); the others as by `/sse`."""

    def run(self):
        ordinal = self.connection.counts.next_ordinal("flaky_requests", self.request.path)
        if ordinal % self.request.option("every", 2):
            return super().run()
        self.read_request()
        send_status(self.connection, self.request, self.request.option("status", 503))


PATHS = {
    "/sse": EventStream,
    "/sse/heartbeats": Heartbeats,
    "/sse/last-event-id": LastEventID,
    "/sse/resume": Resume,
    "/sse/request": RequestEcho,
    "/sse/flaky": FlakyStream,
}
