#!/usr/bin/env python3
"""Drives Debian's chromium as a person would: `browser.py FOLDER`.

Each line of standard input is a step, {"do": "click", "selector": "#start"}; the answer is one line, {"value": …} or
{"error": "what went wrong"}. FOLDER takes the browser's profile and its downloads. On the end of standard input, or
SIGTERM, the browser is ended. `--list` prints the steps; what a step takes beside `do` are its parameters.
"""

import inspect
import json
import os
import pathlib
import select
import signal
import sys

from devtools.chromium import Chromium, Failed
from devtools.page import Page

PAGE_STEPS = (
    "open", "wait", "evaluate", "texts", "look", "hover", "click", "drag", "type", "choose", "download", "screenshot",
    "print",
)


class Desk:
    """A browser with one page at a time."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self.chromium = Chromium(self._folder / "profile")
        self._page = None

    @property
    def page(self):
        if self._page is None:
            self._page = Page(self.chromium, self._folder)
        return self._page

    def close(self):
        """The page goes, with what it complained of and asked for; the next step has a new one."""
        self.page.close()
        self._page = None

    def complaints(self):
        """Errors and warnings of the console, exceptions, and what the page was not allowed to do."""
        self.page.evaluate("0")
        return self.page.complaints

    def requests(self):
        """The address of everything that the page asked a network or a disk for."""
        self.page.evaluate("0")
        return self.page.requests

    def suspend(self):
        """A browser that does nothing any more, as on a laptop that is shut."""
        self.chromium.suspend()

    def resume(self):
        self.chromium.resume()

    def take(self, step):
        name = step.pop("do")
        if name in PAGE_STEPS:
            return getattr(self.page, name)(**step)
        return getattr(self, name)(**step)

    def work(self):
        """Steps one after the other; events are taken as they come, so that none waits in the pipe."""
        steps = sys.stdin.buffer
        begun = b""
        while True:
            ready = select.select([self.chromium, steps], [], [])[0]
            if self.chromium in ready:
                self.chromium.receive(0)
                self.take_events()
            if steps not in ready:
                continue
            chunk = os.read(steps.fileno(), 1 << 16)
            if not chunk:
                return
            *lines, begun = (begun + chunk).split(b"\n")
            for line in lines:
                print(json.dumps(self.answer(line)), flush=True)

    def take_events(self):
        if self._page is None:
            self.chromium.events.clear()
        else:
            self._page.take_events()

    def answer(self, line):
        try:
            return {"value": self.take(json.loads(line))}
        except (Failed, TypeError, AttributeError) as error:
            return {"error": str(error)}


def print_steps():
    for owner, names in ((Page, PAGE_STEPS), (Desk, ("close", "complaints", "requests", "suspend", "resume"))):
        for name in names:
            method = getattr(owner, name)
            parameters = ", ".join(list(inspect.signature(method).parameters)[1:])
            print(f"{name}({parameters})\n    {inspect.getdoc(method) or ''}")


def main():
    if sys.argv[1:] == ["--list"]:
        return print_steps()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    desk = Desk(sys.argv[1])
    try:
        desk.work()
    finally:
        desk.chromium.end()


if __name__ == "__main__":
    main()
