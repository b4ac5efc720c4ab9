"""HTTP/1.1 answers and the three ways of delimiting their bodies (RFC 9112 §6)."""

import http.client

# What is claimed of a body or a chunk and never sent, where a path cuts it.
MISSING_BYTES = 100


def head(status, fields, version="1.1"):
    """An answer's head. A field given as None is left out."""
    lines = [f"HTTP/{version} {status} {http.client.responses.get(status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in fields if value is not None]
    return "\r\n".join([*lines, "", ""]).encode()


class ChunkedBody:
    """One chunk a write."""

    def __init__(self, connection):
        self._connection = connection

    @staticmethod
    def fields(size):
        return [("Transfer-Encoding", "chunked")]

    @staticmethod
    def piece(data):
        return b"%x\r\n%b\r\n" % (len(data), data)

    end = b"0\r\n\r\n"
    # The beginning of a chunk whose rest never comes.
    cut = b"%x\r\n: cut" % MISSING_BYTES

    def write(self, data):
        self._connection.send(self.piece(data))


class PlainBody:
    """The bytes as they are: `Content-Length` says how many, or the end of the connection does."""

    end = b""
    cut = b": cut"

    def __init__(self, connection, is_sized):
        self._connection, self._is_sized = connection, is_sized

    def fields(self, size):
        return [("Content-Length", size)] if self._is_sized else []

    @staticmethod
    def piece(data):
        return data

    def write(self, data):
        self._connection.send(data)


def make_body(connection, framing):
    if framing == "chunked":
        return ChunkedBody(connection)
    if framing in ("length", "close"):
        return PlainBody(connection, framing == "length")
    raise ValueError(f"framing '{framing}' is none of chunked, length, close")
