"""A demo county served for real, and a real Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from field_phone import Line, Phone

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT = 240


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """`wangge demo` in a process of its own, on this run's database engine: its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tmp_path_factory.mktemp("demo")
    env = {**os.environ, "WANGGE_DATA": str(data), "WANGGE_JOBS": "1"}
    line = [sys.executable, "-m", "wangge.config.cli.main", "demo", "--port", str(port), "--json"]
    process = subprocess.Popen(line, env=env, stdout=subprocess.PIPE, text=True)
    try:
        told = json.loads(process.stdout.readline()) | {"data": str(data)}
        for _ in range(WAIT):
            try:
                urllib.request.urlopen(told["url"], timeout=5).close()
                break
            except OSError:
                time.sleep(0.25)
        yield told
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    assert path, "Chromium is missing: run tools/test_machine.sh as root"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


class Visitor:
    """One person at a browser of their own."""

    def __init__(self, browser, demo, *, phone=False):
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        self.context = browser.new_context(viewport=size, locale="zh-CN")
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.url = demo["url"].rstrip("/")
        self.desk = "/m" if phone else "/desk"
        self.faults = []
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on(
            "console",
            lambda line: (
                self.faults.append(line.text) if "Content Security Policy" in line.text else None
            ),
        )

    def go(self, path):
        self.page.goto(self.url + path)

    def sign_in(self, username, password="wangge-demo-2026"):
        self.go("/desk/sign-in/?next=" + self.desk + "/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(self.url + self.desk + "/**")
        return self

    def take(self, uid, verb, **facts):
        """Open the incident and take a step with its form."""
        self.go(f"{self.desk}/incidents/{uid}/?do={verb}")
        form = self.page.locator(f"form[action$='/steps/{verb}/']")
        for name, value in facts.items():
            field = form.locator(f"[name={name}]")
            if field.first.get_attribute("type") == "radio":
                form.locator(f"[name={name}][value='{value}']").check(force=True)
            elif field.first.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        form.locator("button[type=submit]").click()
        confirm = self.page.locator("dialog[open] [data-yes], dialog[open] .btn-danger")
        if confirm.count():
            confirm.first.click()
        self.page.wait_for_load_state("networkidle")


@pytest.fixture
def visitor(chromium, demo):
    made = []

    def _visitor(**how):
        made.append(Visitor(chromium, demo, **how))
        return made[-1]

    yield _visitor
    faults = [fault for person in made for fault in person.faults]
    for person in made:
        person.context.close()
    assert faults == []


@pytest.fixture
def line(demo):
    made = Line(int(demo["url"].rstrip("/").rpartition(":")[2]))
    yield made
    made.close()


@pytest.fixture
def phone(chromium, line, tmp_path):
    made = []

    def _phone():
        made.append(Phone(chromium, line.url, tmp_path / f"phone{len(made)}"))
        return made[-1]

    yield _phone
    faults = [fault for each in made for fault in each.faults]
    for each in made:
        each.close()
    assert faults == []
