"""`wangge bench phone`: the household book of 2,000 people on a phone slowed down four times.

The app that is built runs in a real Chromium whose processor the DevTools protocol throttles; all
its answers are canned, so that neither a server nor a network is measured. The floor is a bare
loop over as many plain texts in the same page.
"""

import json
import random
import shutil
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

DIST = Path(__file__).parents[1] / "src/wangge/config/static/dist"
PEOPLE, THROTTLE, ROUNDS = 2_000, 4, 5
ORIGIN, PIN = "http://127.0.0.1:9", "135791"
GRID = "450205006003001"
NOBODY = "vvv"  # no syllable begins so
SHELL = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width"><link rel="stylesheet" href="/static/dist/field.css">'
    '<script src="/static/dist/field.js" type="module"></script><div id="app"></div></html>'
)
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "建国秀英桂兰玉明丽华志强海燕文静晓东小梅春生永福金凤德顺佳怡子涵浩然雨欣"
# From the key that was pressed to the frame that shows what was found.
LOOK = """text => new Promise(done => {
    const field = document.querySelector('[aria-label="查找住户"]');
    const begun = performance.now();
    field.value = text;
    field.dispatchEvent(new Event('input'));
    requestAnimationFrame(() => setTimeout(() => done({
        ms: performance.now() - begun, rows: document.querySelectorAll('.f-homes > li').length }), 0));
})"""
OPEN = """page => new Promise(done => {
    const begun = performance.now();
    location.hash = `#/${page}`;
    const seen = () => document.querySelector('.f-homes > li')
        ? setTimeout(() => done(performance.now() - begun), 0) : requestAnimationFrame(seen);
    requestAnimationFrame(seen);
})"""
FLOOR = """() => {
    const texts = Array.from({ length: 2000 }, (_each, n) => `白沙路${n}号3栋2单元501 王建国 wjg`);
    const begun = performance.now();
    texts.filter(text => text.includes('lmx'));
    return performance.now() - begun;
}"""


def run() -> dict[str, Any]:
    """Opening, taking in, looking up; each the slowest of some rounds."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
            viewport={"width": 390, "height": 844},
            service_workers="block",
        )
        context.route("**/*", _answer)
        found = _measured(context)
        context.close()
    for name, value in found.items():
        print(f"{name}: {value}")
    return found


def _measured(context: Any) -> dict[str, Any]:
    page = context.pages[0]
    page.goto(f"{ORIGIN}/m/app/")
    page.fill("#username", "bench")
    page.fill("#password", "bench")
    page.click("form button[type=submit]")
    for words in ("请设置口令", "请再输一次"):
        page.get_by_text(words).wait_for()
        _pin(page)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    begun = time.perf_counter()
    page.locator(".field-app").wait_for()
    page.get_by_text("已同步").wait_for(timeout=120_000)
    taken_in = time.perf_counter() - begun
    page.evaluate("location.hash = '#/homes'")
    page.reload()
    page.get_by_text("请输入口令").wait_for(timeout=60_000)
    begun = time.perf_counter()
    _pin(page)
    page.locator(".f-homes > li").first.wait_for(timeout=60_000)
    opened = time.perf_counter() - begun
    page.evaluate("location.hash = '#/mine'")
    page.get_by_text("锁上").wait_for()
    listed = max(_list(page) for _round in range(ROUNDS))
    looks = {
        name: max(_look(page, text) for _round in range(ROUNDS))
        for name, text in {
            "name": "王建",
            "initials": "wjg",
            "door": "2-301",
            "nothing": NOBODY,
        }.items()
    }
    return {
        "people": PEOPLE,
        "cpu_throttle": THROTTLE,
        "first_pull_s": round(taken_in, 2),
        "pin_to_list_s": round(opened, 2),
        "list_ms": round(listed),
        **{f"look_{name}_ms": round(ms) for name, ms in looks.items()},
        "floor_ms": round(max(page.evaluate(FLOOR) for _round in range(ROUNDS)), 1),
    }


def _list(page: Any) -> float:
    page.evaluate("location.hash = '#/mine'")
    page.get_by_text("锁上").wait_for()
    return float(page.evaluate(OPEN, "homes"))


def _look(page: Any, text: str) -> float:
    page.evaluate(LOOK, "")
    told: dict[str, float] = page.evaluate(LOOK, text)
    if bool(told["rows"]) != (text != NOBODY):
        raise RuntimeError(f"looking for {text} found {told['rows']} lines")
    return float(told["ms"])


def _pin(page: Any) -> None:
    page.locator(".f-pin").focus()
    for digit in PIN:
        page.keyboard.press(digit)


def _answer(route: Any) -> None:
    path = route.request.url.removeprefix(ORIGIN).split("?")[0]
    if path == "/m/app/":
        route.fulfill(body=SHELL, content_type="text/html; charset=utf-8")
    elif path.startswith("/static/dist/"):
        file = DIST / path.removeprefix("/static/dist/")
        route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "image/png"))
    else:
        told: Any = next(
            (each for end, each in ANSWERS.items() if path.endswith(end)), {"items": []}
        )
        route.fulfill(body=json.dumps(told), content_type="application/json")


def _book() -> dict[str, Any]:
    lot = random.Random(1)
    homes: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    while len(people) < PEOPLE:
        n = len(homes)
        door = (
            f"白沙路{n // 60 + 1}号{n // 12 % 5 + 1}栋{n // 4 % 3 + 1}单元{n % 4 + 1}0{n % 3 + 1}室"
        )
        home: dict[str, Any] = {
            "id": str(uuid.UUID(int=n + 1)), "grid": GRID, "address": door, "building": None,
            "kind": "family", "facts": {}, "visited_at": None, "outcome": None, "wished": "",
            "version": 1, "gone": False,
        }  # fmt: skip
        homes.append(home)
        people += [_person(lot, home, len(people) + at) for at in range(lot.randint(1, 4))]
    return {
        "households": homes, "people": people[:PEOPLE], "incidents": [], "tasks": [],
        "next": "n", "more": False, "reset": True,
    }  # fmt: skip


def _person(lot: random.Random, home: dict[str, Any], n: int) -> dict[str, Any]:
    name = lot.choice(FAMILY) + "".join(lot.choices(GIVEN, k=lot.choice((1, 2, 2, 2))))
    name = name if n else "王建国"
    facts = dict.fromkeys(("marital", "education", "workplace", "blood_type", "religion"), "有")
    return {
        "id": str(uuid.UUID(int=2**32 + n)), "household": home["id"], "grid": GRID, "name": name,
        "sex": "女", "birth_date": "1980-01-02", "age": 46, "relation": "户主",
        "phones": ["120****5678"], "living_address": home["address"], "residence": "户籍",
        "status": "在住", "labels": [], "facts": facts, "confirmed_on": None, "version": 1,
        "gone": False,
    }  # fmt: skip


# By the end of the address.
ANSWERS: dict[str, Any] = {
    "/tokens": {"token": "bench"},
    "/me": {"name": "王秀英", "postings": [{"title": "网格员", "area_name": "第一网格"}], "abilities": []},
    "/share": {"share": "ab" * 64},
    "/sync/pull": _book(),
    "/fields": {"items": [{"key": "note", "label": "备注", "type": "text", "section": "基本信息",
                           "subject": "person", "options": []}], "relations": []},
    "/categories": {"items": [{"code": "01", "name": "市容", "parent": None}]},
    "/areas": {"items": [{"code": GRID, "name": "第一网格"}]},
    "/ground": {"digest": "x", "corner": None, "grids": [], "layers": {}, "buildings": []},
}  # fmt: skip
