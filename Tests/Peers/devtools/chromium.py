"""One headless chromium and the pipe to it (chromium's --remote-debugging-pipe)."""

import collections
import fcntl
import json
import os
import select
import signal
import time

PROGRAM = "/usr/bin/chromium"
# Below these lie the descriptors that chromium gives a meaning to.
FIRST_FREE_DESCRIPTOR = 10
END_LIMIT_S = 5
FLAGS = (
    "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--mute-audio", "--hide-scrollbars", "--force-color-profile=srgb",
)


class Failed(Exception):
    """What was asked for did not come about."""


class PageLeft(Failed):
    """The page that was asked has given way to another."""


class Chromium:
    """The process, which also ends by itself when the pipe does, and its answers and events in their order.

    Messages are JSON objects that end with a zero byte; chromium reads descriptor 3 and writes descriptor 4.
    """

    def __init__(self, folder):
        to_read, self._output = high_pipe()
        self._input, to_write = high_pipe()
        actions = [(os.POSIX_SPAWN_DUP2, to_read, 3), (os.POSIX_SPAWN_DUP2, to_write, 4)]
        actions += [(os.POSIX_SPAWN_OPEN, number, "/dev/null", os.O_RDWR, 0) for number in (0, 1, 2)]
        command = [PROGRAM, *FLAGS, f"--user-data-dir={folder}", "about:blank"]
        # A group of its own: its processes are stopped and continued together.
        self.process = os.posix_spawn(PROGRAM, command, os.environ, file_actions=actions, setpgroup=0)
        os.close(to_read)
        os.close(to_write)
        self._begun, self._answers, self._number = b"", {}, 0
        self.events = collections.deque()

    def fileno(self):
        return self._input

    def call(self, method, within=20, session=None, **parameters):
        """The result of a command; the events that come before it are kept."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        rest = json.dumps(message).encode() + b"\0"
        while rest:
            rest = rest[os.write(self._output, rest):]
        end = time.monotonic() + within
        while self._number not in self._answers:
            if not self.receive(end - time.monotonic()):
                raise Failed(f"{method}: no answer in {within} s")
        answer = self._answers.pop(self._number)
        if "error" in answer:
            words = answer["error"].get("message", "")
            raise (PageLeft if "navigated" in words or "context" in words else Failed)(f"{method}: {words}")
        return answer["result"]

    def receive(self, within):
        """Takes in what has come, waiting for something; whether there was any."""
        if within < 0 or not select.select([self], [], [], within)[0]:
            return False
        chunk = os.read(self._input, 1 << 16)
        if not chunk:
            raise Failed("chromium has ended")
        *messages, self._begun = (self._begun + chunk).split(b"\0")
        for message in map(json.loads, messages):
            if "id" in message:
                self._answers[message["id"]] = message
            else:
                self.events.append(message)
        return True

    def suspend(self):
        os.killpg(self.process, signal.SIGSTOP)

    def resume(self):
        os.killpg(self.process, signal.SIGCONT)

    def end(self):
        """Asks it to go, and kills it when it does not."""
        self.resume()
        os.close(self._output)
        limit = time.monotonic() + END_LIMIT_S
        while os.waitpid(self.process, os.WNOHANG)[0] == 0:
            if time.monotonic() > limit:
                os.killpg(self.process, signal.SIGKILL)
            time.sleep(0.01)


def high_pipe():
    """A pipe whose ends cannot be mistaken for chromium's descriptors."""
    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR) for end in ends]
    for end in ends:
        os.close(end)
    return high
