"""One accepted connection: bytes, deadlines and the ways of ending it."""

import contextlib
import heapq
import itertools
import socket
import ssl
import struct
import time

from .frames import TEXT, FrameReader, encode, encode_close

# SO_TIMESTAMPNS of asm-generic/socket.h, which Python does not name: reads then carry the kernel's arrival time.
SO_TIMESTAMPNS = 35
SEND_LIMIT_S = 60
DRAIN_LIMIT_S = 2


class Ended(Exception):
    """The client's end of the stream was reached, or the connection broke."""


class Connection:
    """A socket that reads with a deadline, keeps timers, and counts what it sends.

    Everything runs on the connection's own thread, so a behaviour is written as straight calls.
    """

    def __init__(self, sock, index, counts, stopping):
        self.sock, self.index, self.counts, self.stopping = sock, index, counts, stopping
        self.frames = FrameReader()
        self.path = None
        self.arrival_ns = 0  # CLOCK_MONOTONIC of the last read
        self.has_sent_close = False
        self.is_finished = False
        self.drip = False
        self._timers = []
        self._order = itertools.count()
        self._stamps_by_kernel = False

    def count(self, name, amount=1, key=None):
        self.counts.add(name, amount, key, self.path)

    # Reading

    def stamp_by_kernel(self):
        """Arrival times come from the kernel from now on, free of this process's scheduling. Not over TLS."""
        if not isinstance(self.sock, ssl.SSLSocket):
            self.sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            self._stamps_by_kernel = True

    def read(self, timeout=None):
        """The next bytes, or None when `timeout` seconds passed without any. Raises `Ended` at the end."""
        try:
            self.sock.settimeout(timeout)
            data = self._read_stamped() if self._stamps_by_kernel else self._read_plain()
        except (TimeoutError, BlockingIOError, ssl.SSLWantReadError):
            return None
        except ConnectionResetError:
            self.count("client_resets")
            raise Ended from None
        except ssl.SSLEOFError:
            self.count("tls_ends_without_notify")
            data = b""
        except OSError:
            self.count("read_errors")
            raise Ended from None
        if not data:
            if not self.stopping.is_set():
                self.count("client_ends")
            raise Ended
        self.count("bytes_received", len(data))
        return data

    def _read_plain(self):
        data = self.sock.recv(65536)
        self.arrival_ns = time.monotonic_ns()
        return data

    def _read_stamped(self):
        data, ancillary, _, _ = self.sock.recvmsg(65536, socket.CMSG_SPACE(16))
        monotonic, unix = time.monotonic_ns(), time.time_ns()
        self.arrival_ns = monotonic
        for level, kind, value in ancillary:
            if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
                seconds, nanoseconds = struct.unpack("qq", value[:16])
                self.arrival_ns = monotonic - (unix - seconds * 1_000_000_000 - nanoseconds)
        return data

    def read_request_head(self):
        """The bytes up to the empty line; what follows it belongs to the frames."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.read()
        head, rest = data.split(b"\r\n\r\n", 1)
        self.frames.feed(rest)
        return head

    def drain(self, limit_s=None):
        """Reads and forgets until the client ends, the process stops, or `limit_s` passed."""
        end = None if limit_s is None else time.monotonic() + limit_s
        with contextlib.suppress(Ended):
            while end is None or time.monotonic() < end:
                self.read(None if end is None else max(0.01, end - time.monotonic()))

    # Timers

    def after(self, seconds, action):
        """Runs `action` on this thread when `seconds` have passed."""
        heapq.heappush(self._timers, (time.monotonic() + seconds, next(self._order), action))

    def run_due_timers(self):
        """Runs what is due by now; answers the seconds until the next one, None without any.

        What an action adds for at once waits for the next call, so that a chain of them cannot keep reads out.
        """
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now and not self.is_finished:
            heapq.heappop(self._timers)[2]()
        return max(0, self._timers[0][0] - time.monotonic()) if self._timers else None

    # Writing

    def send(self, data):
        try:
            self.sock.settimeout(SEND_LIMIT_S)
            if self.drip:
                for byte in data:
                    self.sock.sendall(bytes([byte]))
            else:
                self.sock.sendall(data)
        except OSError:
            self.count("send_errors")
            raise Ended from None
        self.count("bytes_sent", len(data))

    def send_message(self, payload, opcode=TEXT):
        if isinstance(payload, str):
            payload = payload.encode()
        self.send(encode(opcode, payload))
        self.count("text_sent" if opcode == TEXT else "binary_sent")

    def send_close(self, code=None, reason=b""):
        self.send(encode_close(code, reason))
        self.has_sent_close = True
        self.count("closes_sent", key="empty" if code is None else code)

    # Ending

    def finish(self):
        """Ends the stream in order: our end first (RFC 6455 §7.1.1), then the client's, then the socket."""
        self.is_finished = True
        if isinstance(self.sock, ssl.SSLSocket):
            with contextlib.suppress(OSError, ValueError):
                self.sock.settimeout(0)
                self.sock.unwrap()
        self.end_stream()

    def end_stream(self):
        """Sends FIN with no word of it in the protocols above, and reads on until the client ends too.

        Closing at once would answer bytes that were not read yet with RST.
        """
        self.is_finished = True
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)
        self.drain(DRAIN_LIMIT_S)
        self.sock.close()

    def reset(self):
        """Sends RST: a linger time of zero throws away what is queued."""
        self.is_finished = True
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def interrupt(self):
        """From another thread: what the kernel holds can still be read, then comes the end."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.sock, socket.SHUT_RD)
