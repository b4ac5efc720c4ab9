"""One page, with the hands and eyes of a person: it is scrolled, clicked, typed into, read and looked at."""

import base64
import json
import pathlib
import time

from .chromium import Failed, PageLeft

DRAG_STEPS = 8
# The middle of an element, scrolled into view, or the point at the given shares of its width and height.
PLACE = """((selector, across, down) => {
    const element = document.querySelector(selector);
    if (!element) return null;
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = element.getBoundingClientRect();
    return [box.left + box.width * across, box.top + box.height * down, box.width, box.height];
})"""
# Awaited in the page: looked at again whenever it has had time to change.
CONDITION = """new Promise((resolve) => {
    const end = performance.now() + %d;
    const look = () => {
        const value = (() => { try { return %s; } catch { return false; } })();
        if (value || performance.now() > end) resolve(Boolean(value)); else setTimeout(look, 20);
    };
    look();
})"""


class Page:
    """A tab, and what it complained of and asked the network for since it was made."""

    def __init__(self, chromium, folder):
        self._chromium, self._folder = chromium, folder
        self._target = chromium.call("Target.createTarget", url="about:blank")["targetId"]
        attached = chromium.call("Target.attachToTarget", targetId=self._target, flatten=True)
        self._session = attached["sessionId"]
        self.complaints, self.requests, self._downloads, self._loaded = [], [], {}, False
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        # Named by their ids, so that two of one name are two files.
        chromium.call(
            "Browser.setDownloadBehavior", behavior="allowAndName", downloadPath=str(folder), eventsEnabled=True)

    def close(self):
        self._chromium.call("Target.closeTarget", targetId=self._target)

    def _call(self, method, within=20, **parameters):
        try:
            return self._chromium.call(method, within, self._session, **parameters)
        finally:
            self.take_events()

    # What happens by itself.

    def take_events(self):
        while self._chromium.events:
            event = self._chromium.events.popleft()
            # Downloads are the whole browser's.
            if event.get("sessionId") == self._session or event["method"].startswith("Browser."):
                self._note(event["method"], event["params"])

    def _note(self, method, parameters):
        if method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            words = [str(part.get("value", part.get("description"))) for part in parameters["args"]]
            self.complaints.append(f"console.{parameters['type']}: {' '.join(words)}")
        elif method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.complaints.append(f"exception: {details.get('exception', {}).get('description', details['text'])}")
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            entry = parameters["entry"]
            self.complaints.append(f"{entry['source']}: {entry['text']} ({entry.get('url', '')})")
        elif method == "Network.requestWillBeSent":
            # What is written into the page is asked of nobody.
            if not (url := parameters["request"]["url"]).startswith("data:"):
                self.requests.append(url)
        elif method == "Network.webSocketCreated":
            self.requests.append(parameters["url"])
        elif method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Browser.downloadWillBegin":
            self._downloads[parameters["guid"]] = [parameters["suggestedFilename"], "inProgress"]
        elif method == "Browser.downloadProgress" and parameters["guid"] in self._downloads:
            self._downloads[parameters["guid"]][1] = parameters["state"]

    def _wait_for(self, what, is_met, within):
        end = time.monotonic() + within
        while not is_met():
            if not self._chromium.receive(end - time.monotonic()):
                raise Failed(f"{what} did not come in {within} s")
            self.take_events()

    # Reading.

    def evaluate(self, expression, within=20):
        answer = self._call(
            "Runtime.evaluate", within, expression=expression, returnByValue=True, awaitPromise=True)
        if details := answer.get("exceptionDetails"):
            raise Failed(f"{expression}: {details.get('exception', {}).get('description', details['text'])}")
        return answer["result"].get("value")

    def texts(self, selector):
        return self.evaluate(f"[...document.querySelectorAll({json.dumps(selector)})].map((node) => node.innerText)")

    def wait(self, expression, within=10):
        """Until an expression is true, on whatever page the present one leads to."""
        end = time.monotonic() + within
        while (left := end - time.monotonic()) > 0:
            try:
                if self.evaluate(CONDITION % (left * 1000, expression), within + 10):
                    return
            except PageLeft:
                continue
        shown = self.evaluate("document.body.innerText")
        raise Failed(f"{expression} did not come true in {within} s; the page says: {shown[:1500]}")

    # Going places.

    def open(self, url, within=20):
        self._loaded = False
        answer = self._call("Page.navigate", url=url)
        if "errorText" in answer:
            raise Failed(f"{url}: {answer['errorText']}")
        self._wait_for(f"the load of {url}", lambda: self._loaded, within)

    def look(self, width, height, is_phone=False, is_dark=False):
        """How large the window is, what it is part of, and what its owner prefers."""
        self._call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=is_phone)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])

    # Hands.

    def _mouse(self, kind, x, y, **more):
        self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def _place(self, selector, across=0.5, down=0.5):
        place = self.evaluate(f"{PLACE}({json.dumps(selector)}, {across}, {down})")
        if place is None:
            raise Failed(f"there is no {selector}")
        if not (place[2] and place[3]):
            raise Failed(f"{selector} is not to be seen")
        return place[:2]

    def hover(self, selector, across=0.5, down=0.5):
        self._mouse("mouseMoved", *self._place(selector, across, down))

    def click(self, selector, times=1):
        """As many clicks in a row as two make a double click."""
        x, y = self._place(selector)
        self._mouse("mouseMoved", x, y)
        for count in range(1, times + 1):
            for kind, buttons in (("mousePressed", 1), ("mouseReleased", 0)):
                self._mouse(kind, x, y, button="left", buttons=buttons, clickCount=count)

    def drag(self, selector, start, end):
        """Over an element, from one share of its width to another."""
        x, y = self._place(selector, start)
        last, _ = self._place(selector, end)
        self._mouse("mouseMoved", x, y)
        self._mouse("mousePressed", x, y, button="left", buttons=1, clickCount=1)
        for step in range(1, DRAG_STEPS + 1):
            self._mouse("mouseMoved", x + (last - x) * step / DRAG_STEPS, y, button="left", buttons=1)
        self._mouse("mouseReleased", last, y, button="left", buttons=0, clickCount=1)

    def type(self, selector, text):
        """In place of what stands in a field, key by key."""
        self.click(selector)
        # Control is modifier 2; without a window system the command that it stands for has to be named.
        self._key("a", modifiers=2, commands=["selectAll"])
        self._key("Delete", code="Delete", windowsVirtualKeyCode=46)
        for character in text:
            self._key(character, text=character)

    def choose(self, selector, text):
        """The item of a list that begins so: the list has the focus, and knows its items by their first letters."""
        self._place(selector)
        self.evaluate(f"document.querySelector({json.dumps(selector)}).focus()")
        for character in text:
            self._key(character, text=character)

    def _key(self, key, **more):
        self._call("Input.dispatchKeyEvent", type="keyDown", key=key, **more)
        more.pop("text", None)
        self._call("Input.dispatchKeyEvent", type="keyUp", key=key, **more)

    # Files.

    def download(self, selector, within=20):
        """Clicks, and waits for the file: its name, and where it lies."""
        known = set(self._downloads)
        self.click(selector)
        self._wait_for(
            f"the download of {selector}", lambda: any(
                state != "inProgress" for key, (_, state) in self._downloads.items() if key not in known), within)
        key = next(key for key in self._downloads if key not in known)
        name, state = self._downloads[key]
        if state != "completed":
            raise Failed(f"the download of {name} was {state}")
        return {"name": name, "path": str(pathlib.Path(self._folder, key))}

    def screenshot(self, path):
        self._save(path, self._call("Page.captureScreenshot", 60, format="png"))

    def print(self, path):
        self._save(path, self._call("Page.printToPDF", 60, printBackground=True))

    def _save(self, path, answer):
        pathlib.Path(path).write_bytes(base64.b64decode(answer["data"]))
