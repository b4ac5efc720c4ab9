"""RFC 6455 §5: frames as bytes, legal or not."""

import struct
from dataclasses import dataclass

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA


@dataclass
class Frame:
    fin: bool
    rsv: int  # the three reserved bits, RSV1 is 4
    opcode: int
    masked: bool
    payload: bytes

    @property
    def is_control(self):
        return self.opcode >= 0x8


def encode(opcode, payload=b"", *, fin=True, rsv=0, mask=None, length_width=None):
    """The bytes of one frame.

    `length_width` forces the length into 0, 2 or 8 extra bytes whatever its size (§5.2 wants the shortest form);
    a `mask` of four bytes makes a masked frame, which a server must never send (§5.1).
    """
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    mask_bit = 0x80 if mask is not None else 0
    size = len(payload)
    if length_width is None:
        length_width = 0 if size < 126 else 2 if size < 65536 else 8
    if length_width == 0:
        head = struct.pack("!BB", first, mask_bit | size)
    elif length_width == 2:
        head = struct.pack("!BBH", first, mask_bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, mask_bit | 127, size)
    if mask is None:
        return head + payload
    return head + mask + apply_mask(payload, mask)


def encode_close(code=None, reason=b""):
    return encode(CLOSE, b"" if code is None else struct.pack("!H", code) + reason)


def apply_mask(payload, mask):
    """§5.3, as one XOR of two long integers: a loop over bytes would make this peer the bottleneck."""
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


class FrameReader:
    """Bytes in, frames out, however the bytes were cut."""

    def __init__(self):
        self._buffer = bytearray()

    def feed(self, data):
        self._buffer += data

    def take(self):
        """All that is buffered, for a path that speaks no frames."""
        data = bytes(self._buffer)
        self._buffer.clear()
        return data

    def next(self):
        """The next complete frame, or None until more bytes come."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1] & 0x7F, 2
        if size == 126:
            start = 4
        elif size == 127:
            start = 10
        if len(buffer) < start:
            return None
        if start > 2:
            size = int.from_bytes(buffer[2:start], "big")
        masked = bool(buffer[1] & 0x80)
        body = start + (4 if masked else 0)
        if len(buffer) < body + size:
            return None
        payload = bytes(buffer[body : body + size])
        if masked:
            payload = apply_mask(payload, bytes(buffer[start:body]))
        frame = Frame(bool(buffer[0] & 0x80), buffer[0] >> 4 & 7, buffer[0] & 0xF, masked, payload)
        del buffer[: body + size]
        return frame
