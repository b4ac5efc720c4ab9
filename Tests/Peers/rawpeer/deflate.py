"""RFC 7692, permessage-deflate, well spoken and badly."""

import zlib

from .behaviour import Behaviour
from .frames import BINARY, TEXT, encode

_TAIL = b"\x00\x00\xff\xff"  # RFC 7692 §7.2.1: left out by the sender, put back by the receiver
RSV1 = 4


class DeflateEcho(Behaviour):
    """Echoes compressed when the client offered permessage-deflate, else plainly.

    `no_context=1` asks both sides to forget their window after each message.
    """

    def __init__(self, connection, request):
        super().__init__(connection, request)
        self.is_agreed = "permessage-deflate" in request.header("Sec-WebSocket-Extensions")
        self._forgets = bool(request.option("no_context", 0))
        self._inflate, self._deflate = self._new_pair()
        self._compressed = False

    def response_headers(self):
        headers = super().response_headers()
        if self.is_agreed:
            bits = "; server_no_context_takeover; client_no_context_takeover" if self._forgets else ""
            headers.append(("Sec-WebSocket-Extensions", "permessage-deflate" + bits))
            self.connection.count("deflate_agreed")
        return headers

    def allows(self, frame):
        return self.is_agreed and frame.rsv == RSV1 and not frame.is_control

    def _check(self, frame):
        if frame.opcode in (TEXT, BINARY):
            self._compressed = frame.rsv == RSV1
        super()._check(frame)

    def _check_text(self, payload):
        """Text is checked after it was inflated."""

    def message(self, opcode, payload):
        if self._compressed:
            self.connection.count("compressed_received")
            payload = self._inflate.decompress(payload + _TAIL)
        if opcode == TEXT:
            super()._check_text(payload)
        self.echo(opcode, payload)

    def echo(self, opcode, payload):
        if not self.is_agreed:
            return self.connection.send_message(payload, opcode)
        data = self._deflate.compress(payload) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        self.connection.send(encode(opcode, data.removesuffix(_TAIL), rsv=RSV1))
        self.connection.count("text_sent" if opcode == TEXT else "binary_sent")
        if self._forgets:
            self._inflate, self._deflate = self._new_pair()

    @staticmethod
    def _new_pair():
        return zlib.decompressobj(-15), zlib.compressobj(wbits=-15)


class DeflateBad(DeflateEcho):
    """Agrees on permessage-deflate, then answers with a message that does not inflate."""

    def echo(self, opcode, payload):
        self.connection.send(encode(TEXT, b"\xff\xff\xff not deflate", rsv=RSV1))


class DeflateBomb(DeflateEcho):
    """Agrees on permessage-deflate, then answers with `mb` megabytes of zeros (default 100) in some 100 KB."""

    def echo(self, opcode, payload):
        deflate, chunk = zlib.compressobj(wbits=-15), bytes(1 << 20)
        data = b"".join(deflate.compress(chunk) for _ in range(self.request.option("mb", 100)))
        data += deflate.flush(zlib.Z_SYNC_FLUSH)
        self.connection.send(encode(BINARY, data.removesuffix(_TAIL), rsv=RSV1))
        self.connection.count("binary_sent")


PATHS = {"/deflate-echo": DeflateEcho, "/deflate-bad": DeflateBad, "/deflate-bomb": DeflateBomb}
