#!/usr/bin/env python3
"""A raw-byte server of WebSockets and event streams whose request path says how it behaves and misbehaves.

Prints {"port": N} when it listens. On the end of its standard input, or SIGTERM, it reads what is still under way,
prints one line of JSON counts, and exits. The paths are the PATHS tables of rawpeer/refusals.py (dials that fail,
redirects), endings.py (sessions that end or break the rules), deflate.py and streams.py (subscriptions, ticks, replies,
stamps); and of events.py, event_faults.py and tokens.py for event streams. `--list` prints them with their options.
"""

import argparse
import contextlib
import csv
import inspect
import json
import os
import signal
import socket
import ssl
import sys
import threading
import time

from rawpeer import deflate, endings, event_faults, events, refusals, streams, tokens
from rawpeer.connection import Connection, Ended
from rawpeer.counts import Counts
from rawpeer.request import Request

BEHAVIOURS = {
    **endings.PATHS, **deflate.PATHS, **streams.PATHS, **events.PATHS, **event_faults.PATHS, **tokens.PATHS,
}
STOP_LIMIT_S = 2
THREAD_STACK_BYTES = 256 << 10


def lookup(table, prefixes, path):
    if path in table:
        return table[path]
    return next((found for prefix, found in prefixes.items() if path.startswith(prefix)), None)


class Peer:
    """The listening socket and one thread for each connection."""

    def __init__(self, options):
        self._options = options
        self._counts = Counts()
        self._stopping = threading.Event()
        self._live = {}
        self._tls = self._make_tls(options) if options.cert else None
        family = socket.AF_INET6 if ":" in options.bind else socket.AF_INET
        self._listener = socket.create_server((options.bind, options.port), family=family, backlog=4096)

    @property
    def port(self):
        return self._listener.getsockname()[1]

    def accept_forever(self):
        index = 0
        while True:
            try:
                sock, source = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._counts.add("connections")
            self._counts.add("source_addresses", key=source[0])
            connection = Connection(sock, index, self._counts, self._stopping)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._live[index] = (connection, thread)
            index += 1
            thread.start()

    def stop(self):
        """Ends the reading of every connection; what the kernel already holds for one is read and counted first."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        end = time.monotonic() + STOP_LIMIT_S
        for connection, thread in list(self._live.values()):
            connection.interrupt()
        for connection, thread in list(self._live.values()):
            thread.join(max(0, end - time.monotonic()))
        if self._options.stamps:
            with open(self._options.stamps, "w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["connection", "arrival_ns", "text"])
                writer.writerows(streams.Stamp.stamps)
        return self._counts.snapshot()

    def _serve(self, connection):
        try:
            if self._options.on_accept:
                refusals.ON_ACCEPT[self._options.on_accept](connection)
            elif self._secure(connection):
                self._converse(connection)
        except Ended:
            pass
        finally:
            connection.sock.close()
            self._live.pop(connection.index, None)

    def _secure(self, connection):
        if self._tls is None:
            return True
        try:
            connection.sock = self._tls.wrap_socket(connection.sock, server_side=True, suppress_ragged_eofs=False)
        except (ssl.SSLError, OSError) as error:
            self._counts.add("tls_failures", key=getattr(error, "reason", None) or type(error).__name__)
            return False
        self._counts.add("tls_handshakes", key=connection.sock.version())
        if connection.sock.session_reused:
            self._counts.add("tls_resumed")
        if connection.sock.getpeercert():
            self._counts.add("client_certificates")
        return True

    def _converse(self, connection):
        try:
            request = Request(connection.read_request_head())
        except ValueError:
            return self._counts.add("unreadable_requests")
        connection.path = request.path
        connection.count("requests")
        self._counts.note_first("first_request", request.headers, request.path)
        if (size := request.option("rcvbuf", 0)) > 0:
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
        if refuse := lookup(refusals.PATHS, refusals.PREFIXES, request.path):
            refuse(connection, request)
        elif behaviour := lookup(BEHAVIOURS, endings.PREFIXES, request.path):
            behaviour(connection, request).run()
        else:
            refusals.send_status(connection, request, 404)

    def _make_tls(self, options):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.key)
        if options.client_ca:
            context.load_verify_locations(options.client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
        context.sni_callback = lambda _, name, __: self._counts.add("server_names", key=name or "none")
        return context


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bind", default="127.0.0.1", help="address to listen on, ::1 for IPv6")
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--cert", help="PEM file; with it the peer speaks TLS")
    parser.add_argument("--key", help="PEM file of the certificate's key")
    parser.add_argument("--client-ca", help="PEM file; clients must show a certificate that it signed")
    parser.add_argument("--stamps", help="CSV file of what /stamp received")
    parser.add_argument("--list", action="store_true", help="print the paths and exit")
    early = parser.add_mutually_exclusive_group()
    for flag, name, what in (
        ("--hang-accept", "hang", "accept and say nothing"),
        ("--tls-garbage", "garbage", "answer the first bytes with garbage"),
        ("--close-accept", "close", "answer the first bytes with FIN"),
        ("--reset-accept", "reset", "answer the first bytes with RST"),
    ):
        early.add_argument(flag, dest="on_accept", action="store_const", const=name, help=what)
    return parser.parse_args()


def print_paths():
    for table in (refusals.PATHS, refusals.PREFIXES, BEHAVIOURS, endings.PREFIXES):
        for path, what in table.items():
            print(f"{path}\n    " + inspect.getdoc(what).replace("\n", "\n    "))


def main():
    options = parse_options()
    if options.list:
        return print_paths()
    threading.stack_size(THREAD_STACK_BYTES)
    # A thread that reads a message gives the interpreter away soon enough for the next one to be stamped and answered.
    sys.setswitchinterval(0.001)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    peer = Peer(options)
    threading.Thread(target=peer.accept_forever, daemon=True).start()
    print(json.dumps({"port": peer.port}), flush=True)
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), stop.set()), daemon=True).start()
    stop.wait()
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(peer.stop()), flush=True)


if __name__ == "__main__":
    main()
    # Threads that could not end in time, in a read of standard input say, must not hold the exit up.
    os._exit(0)
