#!/usr/bin/env python3
"""Budgets as ratios: each row runs streamload and a minimal client in C in turn, on the same server and processors.

A floor far from 3 to 7 µs a message in closed loop, or 4 to 9 µs an event, means that the machine was busy: the ratios
are then void.
"""

import argparse
import shutil
import signal
import statistics
import subprocess
import time

import reporting
from clients import PROGRAMS, WARM_UP_S, Nginx, ProfileRun, Server, Streamload, Unmeasured, Watched, run_program

# Due sends per second in closed loop, over all sessions: so many more than any client echoes on one processor that with
# one message in flight the waiting room of every session is full within the warm-up, and each reply sends the next.
CLOSED_LOOP_RATE = 1_500_000


def closed_client(connections, seconds):
    with Server() as server, Streamload(server, connections, seconds, "--in-flight", 1, "--message-rate",
                                        CLOSED_LOOP_RATE // connections,
                                        "--connect-rate", 20_000) as run:
        cpu, messages, _ = run.warm_window(seconds)
    return cpu * 1e6 / max(1, messages)


def closed_loop(options):
    for connections in (100, 1000):
        floor, lws, ours = medians(
            options,
            lambda: run_program("epoll_echo", "closed", connections, options.seconds)["cpu_us_per_message"],
            lambda: run_program("lws_ws_role", "closed", connections, options.seconds)["cpu_us_per_message"],
            lambda: closed_client(connections, options.seconds),
        )
        name = f"closed loop, {connections:,} sessions"
        row(name, "epoll client", floor, "µs CPU a message")
        row(name, "lws ws role", lws, "µs CPU a message", floor)
        row(name, "streamload", ours, "µs CPU a message", floor, "≤ 1.4 × floor")


def paced(options):
    name, lateness = "1,000 sessions × 5/s", []

    def client():
        with Server() as server, Streamload(server, 1000, options.seconds, "--message-rate", 5) as run:
            cpu, messages, elapsed = run.warm_window(options.seconds)
            result = run.result()
        lateness.append(result["metrics"]["send_lateness"]["p(99)"])
        if messages < 0.99 * 5000 * elapsed:
            raise Unmeasured(f"only {messages / elapsed:.0f} messages/s arrived")
        return 100 * cpu / elapsed

    floor, ours = medians(
        options, lambda: run_program("epoll_echo", "paced", 1000, options.seconds)["cpu_percent"], client)
    row(name, "epoll client", floor, "% of a core")
    row(name, "streamload", ours, "% of a core", floor, "≤ 1.5 × floor")
    row(name, "send_lateness p99", statistics.median(lateness) if lateness else None, "ms", target="≤ 1")


def system_calls(options):
    name = "system calls, 1,000 sessions × 5/s"
    if not shutil.which("strace"):
        return print(f"{name:36}  not measured: strace is not installed")
    try:
        with Server() as server, Streamload(server, 1000, options.seconds + 5, "--message-rate", 5) as run:
            run.wait_until_established()
            before = server.counts()["messages"]
            trace = subprocess.Popen(["strace", "-f", "-c", "-U", "calls,name", "-p", str(run.id)],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            time.sleep(options.seconds)
            trace.send_signal(signal.SIGINT)
            text = trace.communicate()[1]
            messages = server.counts()["messages"] - before
    except Unmeasured as reason:
        return print(f"{name:36}  not measured: {reason}")
    totals = [line.split() for line in text.splitlines() if line.strip().endswith("total")]
    row(name, "streamload", int(totals[-1][0]) / messages if totals else None, "calls a message", target="≤ 4")


def idle(options):
    """The difference between many sessions and few leaves the program itself out."""
    few, many, name = 100, options.idle_sessions, f"idle, {options.idle_sessions:,} sessions"

    def held_bytes(connections):
        with Server() as server, Streamload(server, connections, 3, "--message-rate", 0, "--connect-rate", 5000) as run:
            run.wait_until_established()
            time.sleep(1)
            return run.anonymous_bytes()

    lws, ours = medians(
        options,
        lambda: run_program("lws_ws_role", "idle", many, 1)["bytes_per_session"] / 1024,
        lambda: (held_bytes(many) - held_bytes(few)) / (many - few) / 1024,
    )
    row(name, "lws ws role", lws, "KB a session")
    row(name, "streamload", ours, "KB a session", target="≤ 7")


def opening(options):
    def client():
        with Server() as server, Streamload(server, options.idle_sessions, 1, "--message-rate", 0, "--connect-rate",
                                            1_000_000) as run:
            return options.idle_sessions / max(1e-3, run.wait_until_established())

    name = f"opening {options.idle_sessions:,} sessions"
    floor, ours = medians(
        options, lambda: run_program("epoll_echo", "connect", options.idle_sessions, 1)["dials_per_s"], client)
    row(name, "epoll client", floor, "sessions a second")
    row(name, "streamload", ours, "sessions a second", target="≥ 10,000")


def event_client(streams, rate, seconds):
    """µs of CPU an event. The server's count says what was sent; a client that falls behind loses streams."""
    with Server() as server, Streamload(server, streams, seconds, "--protocol", "sse", "--connect-rate", 20_000,
                                        url=server.events_url(streams, rate)) as run:
        cpu, events, elapsed = run.warm_window(seconds)
        counts = server.counts()
    if counts["connections"] < streams or events < 0.99 * streams * rate * elapsed:
        raise Unmeasured(f"{counts['connections']} streams were left, {events / elapsed:.0f} events/s arrived")
    return cpu * 1e6 / events


def events(options):
    for streams, rate in ((100, 100), (1000, 50)):
        floor, ours = medians(
            options,
            lambda: run_program("epoll_events", "read", streams, options.seconds, rate)["cpu_us_per_message"],
            lambda: event_client(streams, rate, options.seconds),
        )
        name = f"{streams:,} event streams × {rate}/s"
        row(name, "epoll reader", floor, "µs CPU an event")
        row(name, "streamload", ours, "µs CPU an event", floor, "≤ 1.5 × floor")


def idle_streams(options):
    """As `idle`, for event streams on which nothing comes."""
    few, many = 100, options.idle_sessions

    def held_bytes(streams):
        with Server() as server, Streamload(server, streams, 3, "--protocol", "sse", "--connect-rate", 5000,
                                            url=server.events_url(streams, 0)) as run:
            run.wait_until_established()
            time.sleep(1)
            return run.anonymous_bytes()

    ours, = medians(options, lambda: (held_bytes(many) - held_bytes(few)) / (many - few) / 1024)
    row(f"idle, {many:,} event streams", "streamload", ours, "KB a stream", target="≤ 8")


def opening_streams(options):
    def client():
        with Server() as server, Streamload(server, options.idle_sessions, 1, "--protocol", "sse", "--connect-rate",
                                            1_000_000, url=server.events_url(options.idle_sessions, 0)) as run:
            return run.wait_until_established()

    def floor():
        return options.idle_sessions / run_program("epoll_events", "connect", options.idle_sessions, 1)["dials_per_s"]

    name = f"opening {options.idle_sessions:,} event streams"
    floor_s, ours = medians(options, floor, client)
    row(name, "epoll reader", floor_s, "seconds")
    row(name, "streamload", ours, "seconds", target="≤ 3")


def request_cost(client, seconds):
    """µs of CPU a GET, of a client that is given nginx and told how long it is needed."""
    with Nginx() as nginx, client(nginx, seconds + 2 * WARM_UP_S) as run:
        time.sleep(WARM_UP_S)
        cpu, requests, elapsed = run.window(seconds, nginx.requests)
    # The second question about the count is a request too.
    if requests - 1 < 1000 * elapsed:
        raise Unmeasured(f"only {(requests - 1) / elapsed:.0f} requests/s arrived")
    return cpu * 1e6 / (requests - 1)


def requests(options):
    users, name = 50, "keep-alive GET of 200 bytes, 50 users"

    def floor(nginx, seconds):
        return Watched(PROGRAMS / "curl_get", "--port", nginx.port, "--path", "/bytes", "--connections", users,
                       "--seconds", seconds)

    def hey(nginx, seconds, is_pinned=True):
        program = shutil.which("hey")
        if not program:
            raise Unmeasured("hey is not installed")
        return Watched(program, "-c", users, "-z", f"{seconds}s", nginx.url, is_pinned=is_pinned)

    def free_hey(nginx, seconds):
        return hey(nginx, seconds, is_pinned=False)

    def ours(nginx, seconds):
        return ProfileRun({"users": {"count": users, "for": f"{seconds}s"}, "steps": [{"get": nginx.url}]})

    clients = (floor, hey, free_hey, ours)
    floor_us, hey_us, free_hey_us, ours_us = medians(
        options, *(lambda client=client: request_cost(client, options.seconds) for client in clients))
    row(name, "libcurl multi", floor_us, "µs CPU a request")
    row(name, "hey", hey_us, "µs CPU a request", floor_us)
    row(name, "hey, all processors", free_hey_us, "µs CPU a request", floor_us)
    row(name, "streamload", ours_us, "µs CPU a request", floor_us, "≤ 1.5 × floor, below hey")


def paced_users(options):
    users, rate, name = 1000, 5, "1,000 users × 5 requests/s"
    lateness = []

    def client():
        # They start within a second, each a millisecond after the one before: their requests stay as far apart.
        scenario = {"users": {"count": users, "at": f"{users}/s", "for": f"{options.seconds + 2 * WARM_UP_S}s"},
                    "pacing": f"{1000 // rate}ms"}
        with Nginx() as nginx, ProfileRun({**scenario, "steps": [{"get": nginx.url}]}) as run:
            time.sleep(WARM_UP_S)
            cpu, requests, elapsed = run.window(options.seconds, nginx.requests)
            result = run.result()
        if requests - 1 < 0.99 * users * rate * elapsed:
            raise Unmeasured(f"only {(requests - 1) / elapsed:.0f} requests/s arrived")
        lateness.append(result["metrics"]["send_lateness"]["p(99)"])
        return 100 * cpu / elapsed

    ours, = medians(options, client)
    row(name, "streamload", ours, "% of a core")
    row(name, "send_lateness p99", statistics.median(lateness) if lateness else None, "ms", target="≤ 2")


def idle_users(options):
    """As `idle`, for users that wait and have no socket."""
    few, many = 100, options.idle_sessions

    def held_bytes(users):
        with ProfileRun({"users": {"count": users, "at": "20000/s", "for": "30s"}, "steps": [{"wait": "1h"}]}) as run:
            time.sleep(users / 20000 + WARM_UP_S)
            return run.anonymous_bytes()

    ours, = medians(options, lambda: (held_bytes(many) - held_bytes(few)) / (many - few) / 1024)
    row(f"idle, {many:,} users without a socket", "streamload", ours, "KB a user", target="≤ 16")


def live_page(options):
    """What an open page and a scraper cost a run: the same run without and with them, in turn."""
    name, lateness = "1,000 sessions × 5/s, live page", {"without": [], "with": []}

    def client(kind, *flags):
        share, late = reporting.paced_run(options.seconds, *flags)
        lateness[kind].append(late)
        return share

    without, read = medians(options, lambda: client("without"), lambda: client("with", "--web", "127.0.0.1:0"))
    row(name, "without", without, "% of a core")
    row(name, "with, and read", read, "% of a core", without)
    if without is not None and read is not None:
        row(name, "difference", read - without, "% of a core", target="≤ 2")
    for kind, values in lateness.items():
        row(f"send_lateness p99, {kind} the page", "streamload", statistics.median(values) if values else None, "ms")


def long_reports(options):
    """Reports of an hour of 100 names."""
    costs = []

    def cost():
        costs.append(reporting.report_cost())
        return costs[-1][0]

    seconds, = medians(options, cost)
    name = "JUnit, Markdown, HTML of an hour"
    row(name, "streamload report", seconds, "s", target="≤ 2")
    if costs:
        row(name, "streamload report", max(memory for _, memory, _ in costs), "MB of memory", target="≤ 200")
        row(name, "the page", max(size for _, _, size in costs), "MB", target="≤ 1")


def medians(options, *runs):
    """The median of each run's repetitions, which take turns, so that a busy minute of the machine meets them all.

    None, with the reason printed, for a run that could not be done.
    """
    values = {run: [] for run in runs}
    for _ in range(options.repeat):
        for run in runs:
            if values[run] is None:
                continue
            try:
                values[run].append(run())
            except (Unmeasured, subprocess.TimeoutExpired) as reason:
                print(f"  not measured: {reason}")
                values[run] = None
    return [None if values[run] is None else statistics.median(values[run]) for run in runs]


def row(name, client, value, unit, floor=None, target=""):
    figure = "–" if value is None else f"{value:,.0f}" if value >= 1000 else f"{value:.2f}"
    ratio = f"{value / floor:.2f} × floor" if value is not None and floor else ""
    print(f"{name:36}  {client:18}  {figure:>10} {unit:18}  {ratio:14}  {target}".rstrip(), flush=True)


ROWS = {
    "closed": closed_loop, "paced": paced, "calls": system_calls, "idle": idle, "opening": opening,
    "events": events, "idle-streams": idle_streams, "opening-streams": opening_streams,
    "requests": requests, "users": paced_users, "idle-users": idle_users,
    "page": live_page, "reports": long_reports,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"some of {', '.join(ROWS)}; default: all")
    parser.add_argument("--seconds", type=int, default=5, help="length of a measured window")
    parser.add_argument("--repeat", type=int, default=3, help="runs of which the median is printed")
    parser.add_argument("--idle-sessions", type=int, default=10000, help="sessions held open and opened")
    options = parser.parse_args()
    for name in options.rows:
        if name not in ROWS:
            parser.error(f"'{name}' is not a row; the rows are {', '.join(ROWS)}")
    for name in options.rows or ROWS:
        ROWS[name](options)


if __name__ == "__main__":
    main()
