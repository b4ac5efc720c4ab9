#!/usr/bin/env python3
"""nginx with nchan, on a free port of 127.0.0.1 and in a temporary folder.

Prints {"port": N} when it listens; on the end of its standard input, or SIGTERM, stops nginx, removes the folder and
prints {"accepted": N, "requests": N}.

/sub/NAME   subscriber of channel NAME, over WebSocket or as an event stream
/pub/NAME   publisher: POST sends a message to every subscriber
/keep/NAME  publisher that keeps the last 10,000 messages of its channel for those who come late
/replay/NAME  event stream of channel NAME: what was kept, or what follows `Last-Event-ID`, then what comes
/brief/NAME   as /replay, but nginx ends each stream after a second
/echo       a WebSocket whose own messages come back through the broker
/room/NAME  a WebSocket that publishes to and subscribes to NAME
/           "Hello, world!" for REST
/bytes      200 bytes of plain text
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

START_LIMIT_S = 10
CONFIGURATION = """
load_module {modules}/ngx_nchan_module.so;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections {connections}; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 100000000;
    nchan_shared_memory_size 256M;
    server {{
        listen 127.0.0.1:{port} {tls} backlog=4096;
        {certificate}
        location = / {{ return 200 "Hello, world!\\n"; }}
        location = /bytes {{ return 200 "{bytes}"; }}
        location = /stub {{ stub_status; }}
        location ~ ^/pub/(\\w+)$ {{
            nchan_publisher; nchan_channel_id $1; nchan_message_buffer_length 0;
        }}
        location ~ ^/sub/(\\w+)$ {{
            nchan_subscriber websocket eventsource; nchan_channel_id $1; nchan_subscriber_first_message newest;
        }}
        location ~ ^/keep/(\\w+)$ {{
            nchan_publisher; nchan_channel_id $1; nchan_message_buffer_length 10000; nchan_message_timeout 0;
        }}
        location ~ ^/replay/(\\w+)$ {{
            nchan_subscriber eventsource; nchan_channel_id $1; nchan_subscriber_first_message oldest;
        }}
        location ~ ^/brief/(\\w+)$ {{
            nchan_subscriber eventsource; nchan_channel_id $1; nchan_subscriber_first_message oldest;
            nchan_subscriber_timeout 1;
        }}
        location = /echo {{
            nchan_pubsub websocket; nchan_channel_id $connection; nchan_message_buffer_length 1;
        }}
        location ~ ^/room/(\\w+)$ {{
            nchan_pubsub websocket; nchan_channel_id $1; nchan_message_buffer_length 0;
        }}
    }}
}}
"""


class Nginx:
    """One nginx process and what it needs to be asked for its counts."""

    def __init__(self, folder, options):
        self._folder, self._scheme = folder, "https" if options.cert else "http"
        self.port = free_port()
        (folder / "nginx.conf").write_text(configuration(folder, self.port, options))
        command = ["nginx", "-g", "daemon off;", "-e", f"{folder}/error.log", "-p", str(folder), "-c", "nginx.conf"]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def wait_until_listening(self):
        end = time.monotonic() + START_LIMIT_S
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
            time.sleep(0.01)
        return False

    def log(self):
        with contextlib.suppress(OSError):
            return (self._folder / "error.log").read_text()
        return ""

    def counts(self):
        """stub_status without its own connection, and without the one that found nginx listening."""
        if self._scheme == "https":
            return {}
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/stub", timeout=5) as answer:
            accepted, _, requests = re.search(r"(\d+) (\d+) (\d+)", answer.read().decode()).groups()
        return {"accepted": int(accepted) - 2, "requests": int(requests) - 1}

    def stop(self):
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def configuration(folder, port, options):
    return CONFIGURATION.format(
        folder=folder,
        port=port,
        modules=modules_folder(),
        bytes="0123456789" * 20,
        # Workers of a root's nginx would be another user, who may not enter the folder.
        user="user root;" if os.geteuid() == 0 else "",
        connections=resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 100,
        tls=("ssl http2" if options.http2 else "ssl") if options.cert else "",
        certificate=f"ssl_certificate {options.cert}; ssl_certificate_key {options.key};" if options.cert else "",
    )


def modules_folder():
    version = subprocess.run(["nginx", "-V"], check=True, capture_output=True, text=True).stderr
    found = re.search(r"--modules-path=(\S+)", version)
    return found.group(1) if found else "/usr/lib/nginx/modules"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def start(folder, options):
    """Another process may take the port between its choice and nginx's use of it: then another is tried."""
    for _ in range(3):
        nginx = Nginx(folder, options)
        if nginx.wait_until_listening():
            return nginx
        nginx.stop()
    sys.exit("nginx does not start:\n" + nginx.log())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cert", type=os.path.abspath, help="PEM file; with it nginx speaks TLS")
    parser.add_argument("--key", type=os.path.abspath, help="PEM file of the certificate's key")
    parser.add_argument("--http2", action="store_true", help="offer HTTP/2 over TLS beside HTTP/1.1")
    options = parser.parse_args()
    # Debian keeps nginx in /usr/sbin, which is not on everybody's path.
    os.environ["PATH"] += ":/usr/sbin"
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard != resource.RLIM_INFINITY else soft, hard))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with tempfile.TemporaryDirectory(prefix="streamload-nginx-") as name:
        nginx = start(pathlib.Path(name), options)
        try:
            print(json.dumps({"port": nginx.port}), flush=True)
            threading.Thread(target=lambda: (sys.stdin.buffer.read(), stop.set()), daemon=True).start()
            stop.wait()
            counts = nginx.counts()
        finally:
            nginx.stop()
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(counts), flush=True)


if __name__ == "__main__":
    main()
    # After SIGTERM the reader of standard input still waits, and must not hold the exit up.
    os._exit(0)
