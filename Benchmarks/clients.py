"""The processes of a benchmark: the server on one processor, a client on another, and the kernel's word on both."""

import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / ".build" / "bench"
STREAMLOAD = pathlib.Path(os.environ.get("STREAMLOAD_BIN", ROOT / ".build" / "release" / "streamload"))
ESTABLISH_LIMIT_S = 60
WARM_UP_S = 2


class Unmeasured(Exception):
    """A row that could not be measured, with the reason in words."""


def pinned_to(position):
    """Runs in the child before its program starts. A machine with one processor has all of them share it."""
    processors = sorted(os.sched_getaffinity(0))
    return lambda: os.sched_setaffinity(0, {processors[position % len(processors)]})


class Server:
    """epoll_server on the first processor; a fresh port each time, so that no port is in TIME_WAIT."""

    def __init__(self):
        self._process = subprocess.Popen([PROGRAMS / "epoll_server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         text=True, preexec_fn=pinned_to(0))
        self.port = json.loads(self._process.stdout.readline())["port"]

    def events_url(self, streams, rate):
        """Where `streams` event streams get `rate` events a second each, once all are open."""
        return f"http://127.0.0.1:{self.port}/events?streams={streams}&rate={rate}"

    def counts(self):
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()


def run_program(name, mode, connections, seconds, rate=5):
    """One of the C clients; answers its result line."""
    with Server() as server:
        command = [PROGRAMS / name, "--port", server.port, "--mode", mode, "--connections", connections,
                   "--seconds", seconds, "--rate", rate]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              timeout=seconds + ESTABLISH_LIMIT_S, preexec_fn=pinned_to(1))
    if done.returncode != 0:
        raise Unmeasured(done.stderr.strip() or f"{name} ended with {done.returncode}")
    return json.loads(done.stdout)


class Nginx:
    """nginx on the first processor, with 200 bytes at `url`."""

    def __init__(self):
        self._process = subprocess.Popen([sys.executable, ROOT / "Tests" / "Peers" / "nginx.py"], text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=pinned_to(0))
        line = self._process.stdout.readline()
        if not line:
            raise Unmeasured("nginx does not start")
        self.port = json.loads(line)["port"]
        self.url = f"http://127.0.0.1:{self.port}/bytes"

    def requests(self):
        """All it has answered so far, this question among them."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/stub", timeout=5) as answer:
            return int(re.search(r"\d+ \d+ (\d+)", answer.read().decode()).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()


class Watched:
    """A program on the second processor, or wherever it likes, watched from outside: it is not asked for its own CPU time."""

    def __init__(self, *command, is_pinned=True):
        if not pathlib.Path(command[0]).exists():
            raise Unmeasured(f"{command[0]} is not there")
        self._folder = tempfile.TemporaryDirectory(prefix="streamload-bench-")
        self._errors = pathlib.Path(self._folder.name) / "errors"
        self.began = time.monotonic()
        with open(self._errors, "w") as errors:
            self._process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                             stdout=subprocess.DEVNULL, stderr=errors,
                                             preexec_fn=pinned_to(1) if is_pinned else None)

    @property
    def id(self):
        return self._process.pid

    def ensure_running(self):
        if self._process.poll() is not None:
            raise Unmeasured(self._errors.read_text().strip()[-300:] or "the program ended early")

    def cpu_s(self):
        """User and system time, proc(5)."""
        self.ensure_running()
        fields = pathlib.Path(f"/proc/{self.id}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def anonymous_bytes(self):
        """What the process holds for itself: files mapped into it do not count."""
        self.ensure_running()
        for line in pathlib.Path(f"/proc/{self.id}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
        raise Unmeasured("the kernel does not tell RssAnon")

    def window(self, seconds, count):
        """CPU seconds and how much `count` grew, in a window that begins now; and its length."""
        began, cpu, counted = time.monotonic(), self.cpu_s(), count()
        time.sleep(seconds)
        cpu, counted = self.cpu_s() - cpu, count() - counted
        return cpu, counted, time.monotonic() - began

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._folder.cleanup()


class Tool(Watched):
    """A streamload run, and its result."""

    def __init__(self, *arguments):
        self._results = tempfile.TemporaryDirectory(prefix="streamload-bench-")
        self._json = pathlib.Path(self._results.name) / "result.json"
        super().__init__(STREAMLOAD, *arguments, "--threads", 1, "--json", self._json)

    def page_address(self):
        """Where the live page is, as the run tells it."""
        while not (told := re.search(r"live page: (\S+)", self._errors.read_text())):
            self.ensure_running()
            time.sleep(0.002)
        return told[1]

    def result(self):
        self._process.wait()
        with contextlib.suppress(OSError, ValueError):
            return json.loads(self._json.read_text())
        raise Unmeasured(self._errors.read_text().strip()[-300:] or "no result was written")

    def __exit__(self, *exception):
        super().__exit__(*exception)
        self._results.cleanup()


class Streamload(Tool):
    """Sessions against a `Server`."""

    def __init__(self, server, connections, seconds, *flags, url=None):
        self._server, self._connections = server, connections
        super().__init__("--streaming-url", url or f"ws://127.0.0.1:{server.port}/echo", "--max-connections",
                         connections, "--test-duration", seconds + 2 * WARM_UP_S, *flags)

    def wait_until_established(self):
        """Seconds from the server's first connection to its last."""
        first = None
        while time.monotonic() - self.began < ESTABLISH_LIMIT_S:
            open_now, now = self._server.counts()["connections"], time.monotonic()
            first = first or (now if open_now > 0 else None)
            if open_now >= self._connections:
                return now - first
            self.ensure_running()
            time.sleep(0.002)
        raise Unmeasured(f"{self._connections} sessions were not open after {ESTABLISH_LIMIT_S} s")

    def warm_window(self, seconds):
        """As `window`, of the server's messages, when all is warm."""
        self.wait_until_established()
        time.sleep(WARM_UP_S)
        return self.window(seconds, lambda: self._server.counts()["messages"])


class ProfileRun(Tool):
    """A profile of one scenario, as it would stand in a file."""

    def __init__(self, scenario):
        self._profile = tempfile.NamedTemporaryFile("w", prefix="streamload-bench-", suffix=".yaml")
        self._profile.write(f"scenarios:\n  bench: {json.dumps(scenario)}\n")
        self._profile.flush()
        super().__init__("run", self._profile.name)

    def __exit__(self, *exception):
        super().__exit__(*exception)
        self._profile.close()
