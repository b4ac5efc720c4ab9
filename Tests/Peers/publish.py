#!/usr/bin/env python3
"""Publishes to an nchan channel over HTTP: `publish.py PORT PATH SUBSCRIBERS MESSAGES`.

Waits until the channel has that many subscribers, posts the messages over one connection, one after another, and
prints {"published": N, "delivered_at_once": N}: the second counts the posts that found subscribers (201).
"""

import http.client
import json
import sys
import time

WAIT_LIMIT_S = 20


def subscriber_count(connection, path):
    connection.request("GET", path, headers={"Accept": "text/json"})
    answer = connection.getresponse()
    body = answer.read()
    return json.loads(body)["subscribers"] if answer.status == 200 else 0


def main():
    port, path, subscribers, messages = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    end = time.monotonic() + WAIT_LIMIT_S
    while (present := subscriber_count(connection, path)) < subscribers:
        if time.monotonic() > end:
            sys.exit(f"only {present} subscribers of {path}")
        time.sleep(0.01)
    statuses = []
    for index in range(messages):
        connection.request("POST", path, body=f"message {index}")
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    print(json.dumps({"published": len(statuses), "delivered_at_once": statuses.count(201)}))


if __name__ == "__main__":
    main()
