#!/usr/bin/env python3
"""Event streams by PyPI `sse-starlette` on `uvicorn`: a real peer whose writing of them is nobody's of ours.

Prints {"port": N} when it listens; on the end of its standard input, or SIGTERM, one line of JSON counts.

/events  `n` events (0: without end), `interval_ms` apart (100), numbered from 1, or behind the request's
         Last-Event-ID: `id: K`, data {"seq":K,"sent_at":MS}; `name=TYPE` gives them a type, `retry=MS` is sent with the
         first; `per=N` ends the body after N events, so that a client resumes; behind the last one the answer is 204
"""

import asyncio
import json
import time

from sse_starlette.sse import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from uvicorn_peer import options_of, serve

LINE_ENDS = {"crlf": "\r\n", "lf": "\n", "cr": "\r"}


class EventServer:
    def __init__(self, options):
        self._ping_s, self._line_end = options.ping, LINE_ENDS[options.eol]
        self.is_stopping = lambda: False
        self.counts = {"requests": 0, "streams": 0, "resumes": 0, "events_sent": 0, "pings_sent": 0,
                       "streams_completed": 0, "client_disconnects": 0, "cut_by_stop": 0, "refused_204": 0,
                       "last_event_ids": {}}

    def application(self):
        return Starlette(routes=[Route("/events", self.answer, methods=["GET", "POST"])])

    async def answer(self, request):
        self.counts["requests"] += 1
        identifier = request.headers.get("last-event-id")
        seen = self.counts["last_event_ids"]
        seen[identifier or "none"] = seen.get(identifier or "none", 0) + 1
        asked = {name: int(request.query_params.get(name, default))
                 for name, default in (("n", 0), ("interval_ms", 100), ("retry", 0), ("per", 0))}
        first = int(identifier) + 1 if identifier and identifier.isdecimal() else 1
        if asked["n"] and first > asked["n"]:
            self.counts["refused_204"] += 1
            return Response(status_code=204)
        self.counts["streams"] += 1
        self.counts["resumes"] += identifier is not None
        return EventSourceResponse(
            self._events(first, request.query_params.get("name"), **asked), ping=self._ping_s, sep=self._line_end,
            ping_message_factory=self._ping)

    async def _events(self, first, name, n, interval_ms, retry, per):
        last = min([limit for limit in (n, first + per - 1 if per else 0) if limit], default=None)
        number, began = first, time.monotonic()
        try:
            while last is None or number <= last:
                await asyncio.sleep(max(0, began + (number - first) * interval_ms / 1000 - time.monotonic()))
                data = json.dumps({"seq": number, "sent_at": round(time.time() * 1000, 3)}, separators=(",", ":"))
                yield ServerSentEvent(data, id=str(number), event=name, sep=self._line_end,
                                      retry=retry if retry and number == first else None)
                # Only now has the library written it.
                self.counts["events_sent"] += 1
                number += 1
            self.counts["streams_completed"] += 1
        except asyncio.CancelledError:
            # So the library ends a stream whose client has left, and every stream when the server stops.
            self.counts["cut_by_stop" if self.is_stopping() else "client_disconnects"] += 1
            raise

    def _ping(self):
        self.counts["pings_sent"] += 1
        return ServerSentEvent(comment=f"ping - {time.time():.0f}", sep=self._line_end)


def main():
    parser = options_of(__doc__)
    parser.add_argument("--ping", type=float, default=15, help="seconds from one ping comment to the next; 0: none")
    parser.add_argument("--eol", choices=LINE_ENDS, default="crlf", help="line ends of the streams")
    options = parser.parse_args()
    events = EventServer(options)

    def attach(server):
        events.is_stopping = lambda: server.should_exit

    serve(events.application(), options, events.counts, attach)


if __name__ == "__main__":
    main()
