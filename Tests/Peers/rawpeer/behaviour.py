"""What a path does once its handshake is complete. The base class is a correct server that echoes."""

import struct
import time

from .connection import Ended
from .frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, encode
from .request import upgrade_response


class Behaviour:
    """A correct RFC 6455 server with one hook per thing that a path may do differently.

    Options of every path: `subprotocol=NAME` is accepted when the client offered it; `rcvbuf=BYTES` makes the
    socket's receive buffer small, so that a client's window fills soon.
    """

    def __init__(self, connection, request):
        self.connection, self.request = connection, request
        self._message = bytearray()
        self._message_opcode = None

    # Hooks

    def response_headers(self):
        wanted = self.request.option("subprotocol", "")
        return [("Sec-WebSocket-Protocol", wanted)] if wanted in self.request.subprotocols else []

    def opened(self):
        pass

    def before_frame(self):
        """Called before each frame is looked at."""

    def message(self, opcode, payload):
        self.connection.send_message(payload, opcode)

    def pinged(self, payload):
        if self.connection.has_sent_close:
            return  # RFC 6455 §5.5.1: nothing follows a Close
        self.connection.send(encode(PONG, payload))
        self.connection.count("pongs_sent")

    def ponged(self, payload):
        pass

    def closing(self, code, reason):
        """The client's Close. `code` is None for an empty one."""
        if not self.connection.has_sent_close:
            self.connection.send_close(code)
        self.connection.finish()

    # The conversation

    def run(self):
        connection = self.connection
        self._accept()
        self.opened()
        while not connection.is_finished:
            timeout = connection.run_due_timers()
            if connection.is_finished:
                return
            frame = connection.frames.next()
            if frame is None:
                data = connection.read(timeout)
                if data is not None:
                    connection.frames.feed(data)
                continue
            self.before_frame()
            self._receive(frame)

    def answer_handshake(self):
        """The bytes that complete the handshake."""
        return upgrade_response(self.request.accept_key, self.response_headers())

    def _accept(self):
        for problem in self.request.problems():
            self.connection.count("request_problems", key=problem)
        self.connection.send(self.answer_handshake())
        self.connection.count("handshakes")

    def _receive(self, frame):
        self._check(frame)
        if frame.opcode == PING:
            self.connection.count("pings_received")
            self.pinged(frame.payload)
        elif frame.opcode == PONG:
            self.connection.count("pongs_received")
            self.ponged(frame.payload)
        elif frame.opcode == CLOSE:
            self._receive_close(frame.payload)
        else:
            self._receive_data(frame)

    def _receive_data(self, frame):
        if frame.opcode != CONTINUATION:
            self._message_opcode, self._message = frame.opcode, bytearray()
        self._message += frame.payload
        if not frame.fin:
            return
        opcode, payload = self._message_opcode, bytes(self._message)
        self._message_opcode, self._message = None, bytearray()
        self.connection.count("text_received" if opcode == TEXT else "binary_received")
        if opcode == TEXT:
            self._check_text(payload)
        self.message(opcode, payload)

    def _receive_close(self, payload):
        code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else None
        self.connection.count("closes_received", key="empty" if code is None else code)
        if len(payload) == 1:
            self._violation("close_of_one_byte")
        self._check_text(payload[2:])
        self.closing(code, payload[2:])

    # What RFC 6455 asks of the client

    def _check(self, frame):
        if not frame.masked:
            self.connection.count("unmasked_frames")
        if frame.rsv and not self.allows(frame):
            self._violation("reserved_bits")
        if frame.opcode not in (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG):
            self._violation("opcode")
        if frame.is_control and (len(frame.payload) > 125 or not frame.fin):
            self._violation("control_frame")
        if not frame.is_control and (frame.opcode == CONTINUATION) != (self._message_opcode is not None):
            self._violation("fragmentation")
            raise Ended

    def allows(self, frame):
        """Whether a negotiated extension gives the frame's reserved bits a meaning."""
        return False

    def _check_text(self, payload):
        try:
            payload.decode()
        except UnicodeDecodeError:
            self._violation("utf8")

    def _violation(self, name):
        self.connection.count("client_violations", key=name)


class Trigger(Behaviour):
    """Acts once, on the message that `after=N` names (default 1; 0 or `at=open`: right after the handshake).

    Messages before that one are echoed; that one and later ones are not.
    """

    def __init__(self, connection, request):
        super().__init__(connection, request)
        self._left = 0 if request.option("at", "message") == "open" else request.option("after", 1)

    def act(self):
        raise NotImplementedError

    def opened(self):
        if self._left == 0:
            self.act()

    def message(self, opcode, payload):
        self._left -= 1
        if self._left > 0:
            super().message(opcode, payload)
        elif self._left == 0:
            self.act()


class Stall:
    """One span of time, the same for the whole process, in which a path reads and answers nothing.

    It begins `at_ms` after the path's first handshake and lasts `for_ms`.
    """

    _began = {}

    def __init__(self, request):
        started = self._began.setdefault(request.path, time.monotonic())
        self.begin = started + request.option("at_ms", 1000) / 1000
        self.end = self.begin + request.option("for_ms", 1000) / 1000

    def wait_out(self, stopping):
        now = time.monotonic()
        if self.begin <= now < self.end:
            stopping.wait(self.end - now)
