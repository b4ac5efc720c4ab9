"""The opening handshake, RFC 6455 §4.2, from the server's side."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

_KEY_SUFFIX = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 §1.3


class Request:
    """One HTTP request head, as received."""

    def __init__(self, head):
        lines = head.decode("latin-1").split("\r\n")
        self.method, target, self.version = lines[0].split(" ", 2)
        self.target = target
        parts = urlsplit(target)
        self.path, self.query = parts.path, parts.query
        self.headers = [tuple(text.strip() for text in line.split(":", 1)) for line in lines[1:] if ":" in line]
        self._query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}

    def header(self, name):
        """All values of a header joined by commas (RFC 9110 §5.3), "" without one."""
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    def option(self, name, default):
        """A query parameter, as an integer when the default is one."""
        text = self._query.get(name)
        if text is None:
            return default
        return int(text) if isinstance(default, int) else text

    @property
    def subprotocols(self):
        return [text.strip() for text in self.header("Sec-WebSocket-Protocol").split(",") if text.strip()]

    @property
    def accept_key(self):
        key = self.header("Sec-WebSocket-Key").encode()
        return base64.b64encode(hashlib.sha1(key + _KEY_SUFFIX).digest()).decode()

    def problems(self):
        """What RFC 6455 §4.2.1 misses in this request, as names to count."""
        found = []
        if self.method != "GET" or self.version != "HTTP/1.1":
            found.append("request_line")
        if not self.header("Host"):
            found.append("host")
        if "websocket" not in self.header("Upgrade").lower():
            found.append("upgrade")
        if "upgrade" not in self.header("Connection").lower():
            found.append("connection")
        if self.header("Sec-WebSocket-Version") != "13":
            found.append("version")
        try:
            if len(base64.b64decode(self.header("Sec-WebSocket-Key"), validate=True)) != 16:
                found.append("key")
        except ValueError:
            found.append("key")
        return found


def upgrade_response(accept_key, extra=(), upgrade="websocket"):
    """A 101 answer; a part given as None is left out."""
    lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade"]
    if upgrade is not None:
        lines.append(f"Upgrade: {upgrade}")
    if accept_key is not None:
        lines.append(f"Sec-WebSocket-Accept: {accept_key}")
    lines += [f"{name}: {value}" for name, value in extra]
    return "\r\n".join([*lines, "", ""]).encode()
