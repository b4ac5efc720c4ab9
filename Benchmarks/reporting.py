"""What a run's own readers cost it: a browser on its live page, and reports of a long run."""

import contextlib
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import time
import urllib.request

from clients import STREAMLOAD, ProfileRun, Server, Streamload, Unmeasured

HOUR_S = 3600


class LiveReaders:
    """A browser that has the page open, and a Prometheus that asks for /metrics once a second."""

    def __init__(self, address):
        self._address, self._ended, self.events = address, threading.Event(), 0
        self._threads = [threading.Thread(target=self._listen), threading.Thread(target=self._scrape)]
        for thread in self._threads:
            thread.start()

    def _listen(self):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self._address}events", timeout=5) as stream:
            for line in stream:
                self.events += line.startswith(b"event: update")
                if self._ended.is_set():
                    return

    def _scrape(self):
        while not self._ended.wait(1):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self._address}metrics", timeout=5) as answer:
                answer.read()

    def close(self):
        self._ended.set()
        for thread in self._threads:
            thread.join()


def paced_run(seconds, *flags):
    """Percent of a core, and `send_lateness` p99 in milliseconds, of 1,000 sessions × 5/s; read if it has a page."""
    with Server() as server, Streamload(server, 1000, seconds, "--message-rate", 5, *flags) as run:
        run.wait_until_established()
        readers = LiveReaders(run.page_address()) if flags else None
        try:
            cpu, _, elapsed = run.warm_window(seconds)
        finally:
            if readers:
                readers.close()
        lateness = run.result()["metrics"]["send_lateness"]["p(99)"]
    if readers and readers.events < seconds:
        raise Unmeasured(f"only {readers.events} updates came in {seconds} s")
    return 100 * cpu / elapsed, lateness


def long_result(folder, names):
    """The result of an hour of requests of so many names: a short run's, its rows told again for each second."""
    steps = [{"get": "embedded/health", "name": f"step {name}"} for name in range(names)]
    with ProfileRun({"users": {"count": 2, "for": "4s"}, "steps": steps}) as run:
        result = run.result()
    timeline = result["timeline"]
    rows = len(timeline["t"])
    timeline["t"] = [second + 1.001 for second in range(HOUR_S)]
    for name, values in timeline["series"].items():
        timeline["series"][name] = [values[second % rows] for second in range(HOUR_S)]
    result["run"]["duration_s"] = HOUR_S
    path = pathlib.Path(folder) / "hour.json"
    path.write_text(json.dumps(result))
    return path


def report_cost(names=100):
    """Seconds and megabytes that JUnit, Markdown and HTML of such a result take, and the page's own megabytes."""
    with tempfile.TemporaryDirectory(prefix="streamload-bench-") as folder:
        path = long_result(folder, names)
        page = pathlib.Path(folder) / "report.html"
        began = time.monotonic()
        process = subprocess.Popen([STREAMLOAD, "report", path, "--html", page, "--junit", f"{folder}/junit.xml",
                                    "--markdown", f"{folder}/report.md"])
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise Unmeasured(f"streamload report ended with {process.returncode}")
        return elapsed, usage.ru_maxrss / 1024, page.stat().st_size / 1e6
