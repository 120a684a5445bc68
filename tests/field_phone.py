"""A phone with the app, the line it hangs on, and what the server knows: for tests in a browser."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError

PASSWORD = "wangge-demo-2026"
PIN = "135791"
PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n"
    b"Connection: close\r\n\r\n<h1>WiFi</h1>\r\n"
)
AHEAD = """(() => {
  const Real = Date, ahead = %d;
  globalThis.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };
})()"""
SCREEN = {
    "viewport": {"width": 390, "height": 844},
    "locale": "zh-CN",
    "has_touch": True,
    "is_mobile": True,
}


NEWER = b"// a newer release\n"


class Line:
    """The line between phone and server.

    It is open, down, a hotel's log-in page (portal), loses the answers of pushes (lose), is cut
    within them after so many bytes (cut_request, cut_answer), or brings a newer release (release).
    """

    def __init__(self, port):
        self.backend = port
        self.mode = "open"
        self.after = 0  # bytes that pass before a cut
        self.taken = 0  # requests whose answer was lost
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def _serve(self):
        while True:
            try:
                near, _address = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near):
        with near:
            asked = self._request(near)
            if not asked or self.mode == "down":
                return
            if self.mode == "portal":
                near.sendall(PORTAL)
                return
            first = asked.split(b"\r\n", 1)[0]
            if self.mode == "release" and b"/m/app/sw.js" in first:
                near.sendall(self._newer())
                return
            try:
                with socket.create_connection(("127.0.0.1", self.backend), 30) as far:
                    self._pass(near, far, asked, is_push=b"/sync/push" in first)
            except OSError:
                return

    def _pass(self, near, far, asked, *, is_push):
        if self.mode == "cut_request" and is_push:
            far.sendall(asked[: self.after])
            self.taken += 1
            return
        far.sendall(asked)
        answered = b""
        while part := far.recv(65536):
            if self.mode == "lose" and is_push:
                self.taken += 1
                return
            answered += part
            if self.mode == "cut_answer" and is_push:
                if len(answered) > self.after:
                    near.sendall(answered[: self.after])
                    self.taken += 1
                    return
            else:
                near.sendall(part)

    def _newer(self):
        url = f"http://127.0.0.1:{self.backend}/m/app/sw.js"
        with urllib.request.urlopen(url, timeout=30) as answer:
            script = NEWER + answer.read()
        head = f"Content-Type: text/javascript\r\nContent-Length: {len(script)}"
        return f"HTTP/1.1 200 OK\r\n{head}\r\nConnection: close\r\n\r\n".encode() + script

    @staticmethod
    def _request(near):
        """One request, told to be the last on its connection."""
        told = b""
        while b"\r\n\r\n" not in told:
            part = near.recv(65536)
            if not part:
                return b""
            told += part
        head, _, body = told.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection")]
        size = next(
            (int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0
        )
        while len(body) < size:
            part = near.recv(65536)
            if not part:
                return b""
            body += part
        return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body

    def close(self):
        self.door.close()


class Phone:
    """One phone with its own storage; closing the browser keeps the storage."""

    def __init__(self, chromium, url, folder):
        self.launch = chromium.browser_type.launch_persistent_context
        self.path = str(folder)
        self.url = url + "/m/app/"
        self.faults = []
        self.context = None
        self.clock = 0  # hours by which the phone is ahead
        self.open()

    def open(self):
        self.context = self.launch(
            self.path,
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--no-first-run"],
            **SCREEN,
        )
        self.context.set_default_timeout(20_000)
        if self.clock:
            self.context.add_init_script(AHEAD % (self.clock * 3_600_000))
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", self._console)

    def _console(self, line):
        if "Content Security Policy" in line.text or "violates" in line.text:
            self.faults.append(line.text)

    def close(self):
        self.context.close()

    def kill(self):
        """The browser's processes end at once, as when the battery does."""
        mark = f"--user-data-dir={self.path}".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(entry.name), signal.SIGKILL)
            except OSError:
                continue
        with contextlib.suppress(PlaywrightError):
            self.context.close()

    def offline(self, is_offline):
        self.context.set_offline(is_offline)

    def pin(self, digits=PIN):
        self.page.locator(".f-pin").focus()
        for digit in digits:
            self.page.keyboard.press(digit)

    def enrol(self, username, pin=PIN):
        self.page.goto(self.url)
        self.page.fill("#username", username)
        self.page.fill("#password", PASSWORD)
        self.page.click("form button[type=submit]")
        self.page.get_by_text("请设置口令").wait_for()
        self.pin(pin)
        self.page.get_by_text("请再输一次").wait_for()
        self.pin(pin)
        self.page.locator(".field-app").wait_for()
        self.page.evaluate("async () => { await navigator.serviceWorker.ready }")

    def reopen(self, pin=PIN):
        """The browser is closed and opened again; the PIN opens what it kept."""
        self.close()
        self.start(pin)

    def start(self, pin=PIN):
        """The browser, which is shut, is opened, and the PIN opens what it kept."""
        self.open()
        self.page.goto(self.url)
        self.page.get_by_text("请输入口令").wait_for()
        self.pin(pin)
        self.page.locator(".field-app").wait_for()

    def go(self, path):
        self.page.evaluate("path => { location.hash = path }", f"#/{path}")

    def count(self, name):
        """A figure of the page that says what waits and what has arrived."""
        self.go("outbox")
        return int(self.page.locator(f"[data-{name}]").inner_text())

    def wait_for(self, name, number):
        self.go("outbox")
        figure = self.page.locator(f"[data-{name}]")
        for _ in range(150):
            if figure.inner_text() == str(number):
                return
            time.sleep(0.2)
        raise AssertionError(f"{name} is {figure.inner_text()}, not {number}")

    def send(self):
        self.go("outbox")
        button = self.page.get_by_role("button", name="现在上传")
        button.click()
        button.wait_for()

    def kind(self, word):
        self.page.locator(".f-pick").last.click()
        self.page.locator(".f-sheet input").last.fill(word)
        self.page.locator(".f-sheet .tap").last.click()

    def visit(self, door, found):
        self.go("homes")
        self.page.get_by_label("查找住户").fill(door)
        self.page.locator(".f-homes a").first.click()
        self.page.get_by_role("link", name="记一次走访").click()
        self.page.fill("#purpose", "看望独居老人")
        self.page.fill("#found", found)

    def change(self, label, value):
        self.page.get_by_label("查找项目").fill(label)
        field = self.page.get_by_label(label, exact=True)
        field.fill(value)

    def report(self, told):
        self.go("report")
        self.kind("楼道堆放")
        self.page.fill("#description", told)
        self.page.get_by_role("button", name="上报").click()
        self.page.locator("[data-waiting]").wait_for()


class Desk:
    """What the server knows, by its API."""

    def __init__(self, url, username):
        self.url = url
        body = json.dumps({"username": username, "password": PASSWORD}).encode()
        self.token = ""
        self.token = self._ask("/api/v1/tokens", body)["token"]

    def _ask(self, path, body=None):
        request = urllib.request.Request(self.url + path, data=body)
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def visits(self, found):
        day = datetime.now(UTC).date()
        since, until = day - timedelta(days=1), day + timedelta(days=1)
        rows = self._ask(f"/api/v1/visits?from={since}&to={until}&limit=200")["items"]
        return [row for row in rows if row["found"] == found]

    def incidents(self, description):
        rows = self._ask("/api/v1/incidents?limit=200")["items"]
        return [row for row in rows if row["description"] == description]


def eventually(is_so):
    for _ in range(150):
        if is_so():
            return True
        time.sleep(0.1)
    return False


def is_there(url):
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except OSError:
        return False
    return True


class Again:
    """A fresh server process on the demo's data."""

    def __init__(self, demo):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        line = [sys.executable, "-m", "wangge.config.cli.main", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen([*line, "--data", demo["data"]])
        for _ in range(240):
            if is_there(f"http://127.0.0.1:{self.port}/m/app/"):
                return
            time.sleep(0.25)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
