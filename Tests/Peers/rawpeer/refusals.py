"""Paths that never complete a handshake: one for each way in which a dial can fail."""

import http.client
import ssl
import time

from .connection import Ended
from .request import upgrade_response

ENDLESS_HEADER_BYTES = 64 << 20


def close_before_answer(connection, request):
    """FIN instead of an answer."""
    connection.end_stream()


def reset_before_answer(connection, request):
    """RST instead of an answer."""
    connection.reset()


def garbage(connection, request):
    """Bytes that are not HTTP, then FIN."""
    connection.send(b"\x00\x01\x02 this is not HTTP \xff\xfe\r\n\r\n")
    connection.end_stream()


def silence(connection, request):
    """The request is read and nothing is ever answered."""
    connection.drain()


def half_header(connection, request):
    """A right answer, cut by FIN before its end."""
    connection.send(upgrade_response(request.accept_key)[:60])
    connection.end_stream()


def huge_header(connection, request):
    """A header that does not end, up to 64 MB; `header_bytes_sent` says how much the client took."""
    connection.send(b"HTTP/1.1 101 Switching Protocols\r\n")
    line = b"X-Padding: " + b"x" * 1000 + b"\r\n"
    sent = 0
    try:
        while sent < ENDLESS_HEADER_BYTES:
            connection.send(line)
            sent += len(line)
    finally:
        connection.count("header_bytes_sent", sent)
    connection.end_stream()


def status(connection, request):
    """`/status/NNN`: a complete answer with that status. `location=` sets where 3xx points (default `/echo`); `pause=`
    seconds lie between its head and its body."""
    send_status(connection, request, int(request.path.rsplit("/", 1)[1]))


def send_status(connection, request, code):
    headers = ["Connection: close"]
    if 300 <= code < 400:
        headers.append(f"Location: {request.option('location', '/echo')}")
    if code == 401:
        headers.append('WWW-Authenticate: Bearer realm="test"')
    if code in (429, 503):
        headers.append("Retry-After: 1")
    reason = http.client.responses.get(code, "Unknown")
    body = ""
    if code not in (204, 304):
        body = f"{code} {reason}\n"
        headers += ["Content-Type: text/plain", f"Content-Length: {len(body)}"]
    connection.send("\r\n".join([f"HTTP/1.1 {code} {reason}", *headers, "", ""]).encode())
    time.sleep(float(request.option("pause", "0")))
    connection.send(body.encode())
    connection.count("refused", key=code)
    connection.end_stream()


def redirect(connection, request):
    """`/redirect/N`: N redirects (0: none), the last of them to `to` (`/sse`), each with `status` (302).

    `absolute=1` names scheme and host too. Counted as `redirects`.
    """
    left = int(request.path.rsplit("/", 1)[1])
    target = request.option("to", "/sse") if left <= 1 else f"/redirect/{left - 1}?{request.query}"
    send_redirect(connection, request, target)


def redirect_loop(connection, request):
    """A redirect to itself, with `status` (302)."""
    send_redirect(connection, request, request.target)


def redirect_nowhere(connection, request):
    """A redirect with `status` (302) that does not say where to."""
    send_redirect(connection, request, None)


def send_redirect(connection, request, location):
    code = request.option("status", 302)
    if location and request.option("absolute", 0):
        scheme = "https" if isinstance(connection.sock, ssl.SSLSocket) else "http"
        location = f"{scheme}://{request.header('Host')}{location}"
    lines = [f"HTTP/1.1 {code} {http.client.responses[code]}", "Connection: close", "Content-Length: 0"]
    lines += [f"Location: {location}"] if location else []
    connection.send("\r\n".join([*lines, "", ""]).encode())
    connection.count("redirects", key=code)
    connection.finish()


def wrong_upgrade(connection, request):
    """`/upgrade/FAULT`: a 101 answer with one thing wrong (RFC 6455 §4.1, the client's checks 1 to 6)."""
    key = request.accept_key
    answers = {
        "wrong-accept": lambda: upgrade_response("AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        "no-accept": lambda: upgrade_response(None),
        "no-upgrade-header": lambda: upgrade_response(key, upgrade=None),
        "wrong-upgrade-header": lambda: upgrade_response(key, upgrade="h2c"),
        "wrong-subprotocol": lambda: upgrade_response(key, [("Sec-WebSocket-Protocol", "never-asked-for")]),
        "extension": lambda: upgrade_response(key, [("Sec-WebSocket-Extensions", "x-never-offered")]),
        "deflate": lambda: upgrade_response(key, [("Sec-WebSocket-Extensions", "permessage-deflate")]),
    }
    fault = request.path.rsplit("/", 1)[1]
    if fault not in answers:
        return send_status(connection, request, 404)
    connection.send(answers[fault]())
    connection.drain()


def hang_on_accept(connection):
    """The connection is accepted and nothing is ever said, not even TLS."""
    connection.drain()


def garbage_on_accept(connection):
    """The first bytes, a ClientHello say, are answered with bytes of no protocol."""
    connection.read()
    connection.send(b"\x00\x01\x02 neither TLS nor HTTP \xff\xfe\r\n\r\n")
    connection.end_stream()


def close_on_accept(connection):
    """FIN after the first bytes."""
    connection.read()
    connection.end_stream()


def reset_on_accept(connection):
    """RST after the first bytes."""
    connection.read()
    connection.reset()


def delay(connection, request):
    """Waits `ms` before a handshake is answered, and notices a client that leaves meanwhile."""
    end = time.monotonic() + request.option("ms", 1000) / 1000
    while (left := end - time.monotonic()) > 0:
        data = connection.read(left)
        if data is not None:
            connection.frames.feed(data)
        if connection.stopping.is_set():
            raise Ended


ON_ACCEPT = {
    "hang": hang_on_accept,
    "garbage": garbage_on_accept,
    "close": close_on_accept,
    "reset": reset_on_accept,
}

PATHS = {
    "/close-before-answer": close_before_answer,
    "/reset-before-answer": reset_before_answer,
    "/garbage": garbage,
    "/silence": silence,
    "/half-header": half_header,
    "/huge-header": huge_header,
    "/redirect-loop": redirect_loop,
    "/redirect-nowhere": redirect_nowhere,
}

PREFIXES = {"/status/": status, "/redirect/": redirect, "/upgrade/": wrong_upgrade}
