#!/usr/bin/env python3
"""Prometheus on a free port of 127.0.0.1, which scrapes files five times a second: `prometheus.py FILE...`.

Each file is a target, whose series have its name as the label `text`; it is read anew for each scrape. Prints
{"port": N} once Prometheus is ready. Then each line of standard input is PromQL, and the answer a line of JSON:
{"mistake": "…"} or {"rows": [{"labels": {…}, "value": "…"}]}. On the end of its input, or SIGTERM, stops Prometheus,
removes its folder and prints {"scrapes": N}, the fewest of a file.
"""

import argparse
import contextlib
import http.server
import json
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

START_LIMIT_S = 20
CONFIGURATION = """
global: {{scrape_interval: 200ms, scrape_timeout: 200ms}}
scrape_configs:
  - job_name: streamload
    static_configs: [{targets}]
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Exposition(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, file):
        self.file, self.scrapes = file, 0
        super().__init__(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        text = self.server.file.read_bytes()
        self.server.scrapes += 1
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


class Prometheus:
    def __init__(self, folder, expositions):
        self.port = free_port()
        self._log = folder / "prometheus.log"
        configuration = folder / "prometheus.yml"
        targets = [f'{{targets: ["127.0.0.1:{exposition.server_port}"], labels: {{text: "{exposition.file.name}"}}}}'
                   for exposition in expositions]
        configuration.write_text(CONFIGURATION.format(targets=", ".join(targets)))
        command = ["prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={folder}/data",
                   f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=warn"]
        with self._log.open("w") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def wait_until_ready(self):
        end, url = time.monotonic() + START_LIMIT_S, f"http://127.0.0.1:{self.port}/-/ready"
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=1):
                return True
            time.sleep(0.02)
        return False

    def log(self):
        return self._log.read_text()

    def answer(self, query):
        url = f"http://127.0.0.1:{self.port}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                data = json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            return {"mistake": json.load(error)["error"]}
        if data["resultType"] == "scalar":
            return {"rows": [{"labels": {}, "value": data["result"][1]}]}
        return {"rows": [{"labels": row["metric"], "value": row["value"][1]} for row in data["result"]]}

    def stop(self):
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def serve(files, folder):
    expositions = [Exposition(file) for file in files]
    prometheus = Prometheus(folder, expositions)
    try:
        if not prometheus.wait_until_ready():
            sys.exit(f"Prometheus is not ready: {prometheus.log()[-2000:]}")
        print(json.dumps({"port": prometheus.port}), flush=True)
        for line in sys.stdin:
            print(json.dumps(prometheus.answer(line.strip())), flush=True)
    finally:
        prometheus.stop()
    print(json.dumps({"scrapes": min(exposition.scrapes for exposition in expositions)}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=pathlib.Path, nargs="+")
    options = parser.parse_args()
    # Leaves through the `finally` above.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="streamload-prometheus-") as folder:
        serve(options.files, pathlib.Path(folder))


if __name__ == "__main__":
    main()
