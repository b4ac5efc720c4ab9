#!/usr/bin/env python3
"""A raw HTTP/1.1 server of small answers whose request path says how it behaves and misbehaves.

Prints {"port": N} when it listens. On the end of its standard input, or SIGTERM, it prints one line of JSON counts and
exits: `connections`, `requests` by "METHOD PATH" without the query, the most at once as `peak`, and what `/note` was told.

/ok                 200 {"ok": true}
/note               the same; its query is kept in `notes`, in the order of arrival, with the `Cookie` field as `cookie`
                    and the body as `body`
/slow?ms=           /ok after so many milliseconds (default 100), which other connections do not wait for
/status/CODE        an answer of that status
/cookie?set=        Set-Cookie: what `set` says, else visitor=N, another N for each request
/redirect?n=        302 to itself with n less one; /ok when n is 0
/loop               302 to itself, for ever
/short              a Content-Length of 100, ten bytes, and the end of the connection
/cut-chunk          a chunk that is cut by the end of the connection
/bad-chunk          a chunk whose size is no number
/endless            a body without an end, 64 KB at a time, as long as the client reads
/garbage            bytes that are no HTTP
/half-head          half a head, and the end of the connection
/huge-head          a head without an end
/hang               no answer
/close              the end of the connection
/reset              RST
"""

import asyncio
import json
import os
import signal
import socket
import struct
import sys
import threading
import urllib.parse

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
REASONS = {200: "OK", 204: "No Content", 302: "Found", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests",
           500: "Internal Server Error", 503: "Service Unavailable"}


class Ended(Exception):
    """This connection has no more to say."""


class Service:
    def __init__(self):
        self.counts = {"connections": 0, "requests": {}, "notes": [], "peak": 0}
        self._busy = 0
        self._visitors = 0

    async def converse(self, reader, writer):
        self.counts["connections"] += 1
        try:
            while True:
                request = await self._read(reader)
                self._busy += 1
                self.counts["peak"] = max(self.counts["peak"], self._busy)
                try:
                    await self._answer(request, writer)
                finally:
                    self._busy -= 1
                await writer.drain()
        except (Ended, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    @staticmethod
    async def _read(reader):
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        body = await reader.readexactly(int(fields.get("content-length", 0)))
        path, _, query = target.partition("?")
        query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        return method, path, query, fields, body.decode("latin-1")

    async def _answer(self, request, writer):
        method, path, query, fields, body = request
        key = f"{method} {path}"
        self.counts["requests"][key] = self.counts["requests"].get(key, 0) + 1
        if path == "/note":
            note = dict(query)
            note.update({"cookie": fields["cookie"]} if "cookie" in fields else {}, **({"body": body} if body else {}))
            self.counts["notes"].append(note)
            self._send(writer, 200)
        elif path == "/slow":
            await asyncio.sleep(int(query.get("ms", 100)) / 1000)
            self._send(writer, 200)
        elif path == "/cookie":
            self._visitors += 1
            cookie = query.get("set", f"visitor={self._visitors}; Path=/")
            self._send(writer, 200, f"Set-Cookie: {cookie}\r\n")
        elif path == "/loop":
            self._send(writer, 302, "Location: /loop\r\n")
        elif path == "/redirect":
            left = int(query.get("n", 1))
            self._send(writer, 302, f"Location: /redirect?n={left - 1}\r\n") if left else self._send(writer, 200)
        elif path.startswith("/status/"):
            self._send(writer, int(path.rpartition("/")[2]))
        elif path in BROKEN:
            await BROKEN[path](writer)
            raise Ended
        else:
            self._send(writer, 200 if path == "/ok" else 404)

    @staticmethod
    def _send(writer, status, fields=""):
        body = b"" if status == 204 else json.dumps({"ok": status < 400}).encode()
        writer.write(f"HTTP/1.1 {status} {REASONS.get(status, 'Unknown')}\r\nContent-Type: application/json\r\n"
                     f"Content-Length: {len(body)}\r\n{fields}\r\n".encode() + body)


async def short(writer):
    writer.write(HEAD + b"Content-Length: 100\r\n\r\n" + b"0123456789")
    await writer.drain()


async def cut_chunk(writer):
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n64\r\n0123456789")
    await writer.drain()


async def bad_chunk(writer):
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n0123456789\r\n")
    await writer.drain()


async def endless(writer):
    writer.write(HEAD + b"\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()
        await asyncio.sleep(0.01)


async def garbage(writer):
    writer.write(b"\x00\x01\x02 this is not HTTP\r\n\r\n")
    await writer.drain()


async def half_head(writer):
    writer.write(HEAD[:20])
    await writer.drain()


async def huge_head(writer):
    writer.write(HEAD)
    while True:
        writer.write(b"X-More: " + b"x" * 8192 + b"\r\n")
        await writer.drain()
        await asyncio.sleep(0.001)


async def hang(writer):
    await asyncio.sleep(3600)


async def close(writer):
    pass


async def reset(writer):
    sock = writer.get_extra_info("socket")
    # A linger time of zero throws away what is queued.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


BROKEN = {"/short": short, "/cut-chunk": cut_chunk, "/bad-chunk": bad_chunk, "/endless": endless, "/garbage": garbage,
          "/half-head": half_head, "/huge-head": huge_head, "/hang": hang, "/close": close, "/reset": reset}


async def main():
    service = Service()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    # A client's request that the test has not ended may still read: nobody waits for it.
    threading.Thread(
        target=lambda: (sys.stdin.buffer.read(), loop.call_soon_threadsafe(stop.set)), daemon=True).start()
    server = await asyncio.start_server(service.converse, "127.0.0.1", 0, backlog=4096, limit=1 << 24)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await stop.wait()
    print(json.dumps(service.counts), flush=True)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
