#!/usr/bin/env python3
"""An echo server on PyPI `websockets`: a real peer whose reading of RFC 6455 and RFC 7692 is nobody's of ours.

Prints {"port": N} when it listens; on the end of its standard input, or SIGTERM, one line of JSON counts.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import ssl
import sys
import threading

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


class EchoServer:
    def __init__(self):
        self.counts = {"handshakes": 0, "text_received": 0, "binary_received": 0, "messages_sent": 0,
                       "deflate_agreed": 0, "closes_received": {}, "closes_sent": {}, "subprotocols": {}}

    async def converse(self, connection):
        self.counts["handshakes"] += 1
        if connection.protocol.extensions:
            self.counts["deflate_agreed"] += 1
        self._add("subprotocols", connection.subprotocol or "none")
        try:
            async for message in connection:
                self.counts["text_received" if isinstance(message, str) else "binary_received"] += 1
                await connection.send(message)
                self.counts["messages_sent"] += 1
        except ConnectionClosed:
            pass
        await connection.wait_closed()
        for name, frame in (("closes_received", connection.protocol.close_rcvd),
                            ("closes_sent", connection.protocol.close_sent)):
            self._add(name, "none" if frame is None else frame.code)

    def _add(self, name, key):
        self.counts[name][str(key)] = self.counts[name].get(str(key), 0) + 1


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--cert", help="PEM file; with it the server speaks TLS")
    parser.add_argument("--key", help="PEM file of the certificate's key")
    parser.add_argument("--compression", action=argparse.BooleanOptionalAction, default=False,
                        help="agree on permessage-deflate when it is offered")
    parser.add_argument("--subprotocol", action="append", help="one that the server speaks; repeatable")
    parser.add_argument("--max-size", type=int, default=None, help="bytes of the longest message; default: any")
    return parser.parse_args()


def wait_for_end_of_input(loop, stop):
    sys.stdin.buffer.read()
    loop.call_soon_threadsafe(stop.set)


async def main():
    options = parse_options()
    tls = None
    if options.cert:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(options.cert, options.key)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    echo = EchoServer()
    # Its own pings are off: the tests count control frames, and only the client's are of interest.
    async with serve(echo.converse, options.bind, options.port, ssl=tls, ping_interval=None, max_size=options.max_size,
                     compression="deflate" if options.compression else None, subprotocols=options.subprotocol,
                     backlog=4096) as server:
        print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
        threading.Thread(target=wait_for_end_of_input, args=(loop, stop), daemon=True).start()
        await stop.wait()
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(echo.counts), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
    # After SIGTERM the reader of standard input still waits, and must not hold the exit up.
    os._exit(0)
