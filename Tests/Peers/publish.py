#!/usr/bin/env python3
"""Publishes to an nchan channel over HTTP: `publish.py PORT PATH SUBSCRIBERS MESSAGES`.

Waits until the channel has that many subscribers, posts the messages over one connection, one after another, and
prints {"published": N, "delivered_at_once": N}: the second counts the posts that found subscribers (201).

Message K is the text `message K`, or with --json {"seq":K+1,"sent_at":MS}: its number and the Unix time of its sending.
"""

import argparse
import http.client
import json
import ssl
import sys
import time

WAIT_LIMIT_S = 20


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("path", help="of a publisher location, /pub/news say")
    parser.add_argument("subscribers", type=int, help="how many must be there first")
    parser.add_argument("messages", type=int)
    parser.add_argument("--ca", help="PEM file; with it nginx is spoken to over TLS")
    parser.add_argument("--interval-ms", type=float, default=0, help="from one message to the next")
    parser.add_argument("--json", action="store_true", help="messages are numbered JSON with their time of sending")
    return parser.parse_args()


def connect(options):
    if options.ca is None:
        return http.client.HTTPConnection("127.0.0.1", options.port, timeout=10)
    context = ssl.create_default_context(cafile=options.ca)
    return http.client.HTTPSConnection("localhost", options.port, timeout=10, context=context)


def subscriber_count(connection, path):
    connection.request("GET", path, headers={"Accept": "text/json"})
    answer = connection.getresponse()
    body = answer.read()
    return json.loads(body)["subscribers"] if answer.status == 200 else 0


def wait_for_subscribers(connection, options):
    end = time.monotonic() + WAIT_LIMIT_S
    while (present := subscriber_count(connection, options.path)) < options.subscribers:
        if time.monotonic() > end:
            sys.exit(f"only {present} subscribers of {options.path}")
        time.sleep(0.01)


def message(index, is_json):
    if not is_json:
        return f"message {index}"
    return json.dumps({"seq": index + 1, "sent_at": round(time.time() * 1000, 3)}, separators=(",", ":"))


def main():
    options = parse_options()
    connection = connect(options)
    wait_for_subscribers(connection, options)
    statuses, began = [], time.monotonic()
    for index in range(options.messages):
        time.sleep(max(0, began + index * options.interval_ms / 1000 - time.monotonic()))
        connection.request("POST", options.path, body=message(index, options.json))
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    print(json.dumps({"published": len(statuses), "delivered_at_once": statuses.count(201)}))


if __name__ == "__main__":
    main()
