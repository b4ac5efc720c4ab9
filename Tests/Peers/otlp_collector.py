#!/usr/bin/env python3
"""An OTLP/HTTP collector that reads JSON bodies as `opentelemetry-proto` defines them.

Prints {"port": N} when it listens; on the end of its standard input, or SIGTERM, one line of JSON: the pushes by path,
what it answered, fields of the last head, mistakes, and the numbers of the last push, added up over labels.
"""

import argparse
import gzip
import http.server
import json
import signal
import ssl
import sys
import threading
import time

from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.proto.metrics.v1 import metrics_pb2


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statuses", default="", help="of the first answers, separated by commas; 200 afterwards")
    parser.add_argument("--retry-after", help="with every answer that is not 200")
    parser.add_argument("--reject", type=int, default=0, help="so many data points of each push")
    parser.add_argument("--cert", help="PEM file; with it the collector speaks TLS")
    parser.add_argument("--key", help="PEM file of the certificate's key")
    parser.add_argument("--client-ca", help="PEM file of who signed the certificates that pushers have to show")
    parser.add_argument("--delay", type=float, default=0, help="seconds before an answer")
    return parser.parse_args()


def attributes(pairs):
    return {pair.key: pair.value.string_value for pair in pairs}


def number(point):
    return point.as_int if point.HasField("as_int") else point.as_double


def figures(metric):
    """What a metric came to, and what is wrong with it."""
    kind = metric.WhichOneof("data")
    data = getattr(metric, kind)
    cumulative = metrics_pb2.AGGREGATION_TEMPORALITY_CUMULATIVE
    points = data.data_points
    mistakes = [] if points else ["no points"]
    mistakes += ["not cumulative"] if kind != "gauge" and data.aggregation_temporality != cumulative else []
    mistakes += ["not monotonic"] if kind == "sum" and not data.is_monotonic else []
    mistakes += ["no span"] if any(not 0 < p.start_time_unix_nano <= p.time_unix_nano for p in points) else []
    labels = [tuple(sorted(attributes(point.attributes).items())) for point in points]
    mistakes += ["a series twice"] if len(set(labels)) != len(labels) else []
    row = {"kind": kind, "unit": metric.unit, "points": len(points), "mistakes": mistakes}
    if kind != "histogram":
        by_labels = {" ".join(value for _, value in label): number(p) for label, p in zip(labels, points)}
        return row | {"value": sum(map(number, points)), "by_labels": by_labels}
    point = points[0]
    if len(point.bucket_counts) != len(point.explicit_bounds) + 1 or sum(point.bucket_counts) != point.count:
        mistakes.append("buckets are not the count")
    if list(point.explicit_bounds) != sorted(set(point.explicit_bounds)):
        mistakes.append("bounds do not rise")
    return row | {"count": point.count, "sum": point.sum, "min": point.min, "max": point.max}


class Collector:
    def __init__(self, options):
        self._statuses = [int(status) for status in options.statuses.split(",") if status]
        self._retry_after, self._delay = options.retry_after, options.delay
        success = {"rejectedDataPoints": str(options.reject)}
        self.answer = json.dumps({"partialSuccess": success} if options.reject else {}).encode()
        self._lock = threading.Lock()
        self.record = {"paths": {}, "statuses": [], "arrivals": [], "head": {}, "mistakes": [], "starts": 0,
                       "resource": {}, "scope": "", "metrics": {}}
        self._starts = set()

    def take(self, path, head, body):
        """The status of the answer, and fields of its head."""
        time.sleep(self._delay)
        with self._lock:
            record = self.record
            record["arrivals"].append(time.time())
            record["paths"][path] = record["paths"].get(path, 0) + 1
            record["head"] = {name.lower(): value for name, value in head.items()}
            status = self._statuses.pop(0) if self._statuses else 200
            if status == 200:
                try:
                    self._read(gzip.decompress(body) if head.get("Content-Encoding") == "gzip" else body)
                except Exception as mistake:
                    record["mistakes"].append(f"{type(mistake).__name__}: {mistake}"[:500])
                    status = 400
            record["statuses"].append(status)
        return status, {} if status == 200 or self._retry_after is None else {"Retry-After": self._retry_after}

    def _read(self, body):
        request = json_format.Parse(body, metrics_service_pb2.ExportMetricsServiceRequest())
        (resource,) = request.resource_metrics
        (scope,) = resource.scope_metrics
        self.record["resource"] = attributes(resource.resource.attributes)
        self.record["scope"] = f"{scope.scope.name} {scope.scope.version}"
        metrics = {metric.name: figures(metric) for metric in scope.metrics}
        if len(metrics) != len(scope.metrics):
            self.record["mistakes"].append("a name twice")
        for name, row in metrics.items():
            self.record["mistakes"] += [f"{name}: {mistake}" for mistake in row.pop("mistakes")]
        points = scope.metrics[0].histogram.data_points or scope.metrics[0].sum.data_points
        self._starts.add(points[0].start_time_unix_nano)
        self.record["starts"] = len(self._starts)
        self.record["metrics"] = metrics


def handler(collector):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, fields = collector.take(self.path, self.headers, body)
            answer = collector.answer
            self.send_response(status)
            fields |= {"Content-Type": "application/json", "Content-Length": str(len(answer))}
            for name, value in fields.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    return Handler


def secured(socket, options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.cert, options.key)
    if options.client_ca:
        context.load_verify_locations(options.client_ca)
        context.verify_mode = ssl.CERT_REQUIRED
    # The handshake is the connection's own thread's: one that fails must not end the server.
    return context.wrap_socket(socket, server_side=True, do_handshake_on_connect=False)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that gives up is told of by the test, not here."""


def main():
    options = parse_options()
    collector = Collector(options)
    server = Server(("127.0.0.1", 0), handler(collector))
    if options.cert:
        server.socket = secured(server.socket, options)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), stop.set()), daemon=True).start()
    while not stop.wait(0.2):
        pass
    print(json.dumps(collector.record), flush=True)


if __name__ == "__main__":
    main()
