"""What the peers on `uvicorn` have in common: their options, how they begin, and how they end.

A peer prints {"port": N} when it listens; on the end of its standard input, or SIGTERM, one line of JSON counts.
"""

import argparse
import contextlib
import json
import os
import signal
import socket
import sys
import threading

import uvicorn


class SignalFreeServer(uvicorn.Server):
    """uvicorn would end the process by the signal that stopped it, before the counts are printed."""

    capture_signals = staticmethod(contextlib.nullcontext)


def options_of(description):
    """A parser with the options of every peer."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--cert", help="PEM file; with it the server speaks TLS")
    parser.add_argument("--key", help="PEM file of the certificate's key")
    return parser


def serve(application, options, counts, on_server=lambda server: None):
    """Serves until the end of the standard input; `on_server` is called with the server before it runs."""
    listener = socket.create_server(("127.0.0.1", options.port), backlog=4096)
    # What is still open at the end is given no time; a peer's pings would be counted as messages of nobody's.
    server = SignalFreeServer(uvicorn.Config(
        application, log_level="critical", lifespan="off", timeout_graceful_shutdown=0, ws_ping_interval=None,
        ssl_certfile=options.cert, ssl_keyfile=options.key))
    on_server(server)

    def stop(*_):
        server.should_exit = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), stop()), daemon=True).start()
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    server.run(sockets=[listener])
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(counts), flush=True)
    # After SIGTERM the reader of standard input still waits, and must not hold the exit up.
    os._exit(0)
