"""The ledger at a million people: search, suspicion of duplicates, quality page, export of 500,000.

Beside each: the floor in the same run. For search that is the same page of rows fetched by primary
key; for the export, XlsxWriter writing as many cells of text with nothing behind them. Import has a
benchmark of its own (`import`); `BENCH_ROWS` sets its rows, `BENCH_PEOPLE` the people here.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "1000000"))
EXPORTED = min(500_000, PEOPLE)
ASKED = 200  # searches of each kind
PAGE = 50
GOAL_MS = 50.0
COMMUNITY_PEOPLE = 4_000
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉梅建国文斌鑫宇欣怡浩然子涵梓萱志"
ROADS = [
    "建设",
    "解放",
    "人民",
    "中山",
    "胜利",
    "和平",
    "柳北",
    "白沙",
    "锦绣",
    "雅儒",
    "跃进",
    "北站",
    "鹧鸪江",
    "沙塘",
    "长塘",
    "石碑坪",
]


def run() -> dict[str, Any]:
    """Figures on SQLite, and on PostgreSQL where its server is installed."""
    told: dict[str, Any] = {"people": PEOPLE, "goal_search_p95_ms": GOAL_MS}
    from _server import postgresql

    with tempfile.TemporaryDirectory() as folder:
        told["sqlite"] = _measure({"WANGGE_DATA": folder})
    with tempfile.TemporaryDirectory() as folder, postgresql() as url:
        found = _measure({"WANGGE_DATA": folder, "DATABASE_URL": url}) if url else "not installed"
        told["postgresql"] = found
    return told


def _measure(env: dict[str, str]) -> dict[str, Any]:
    import json

    answer = subprocess.run(
        [sys.executable, __file__], env={**os.environ, **env}, check=True, capture_output=True, text=True
    )  # fmt: skip
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told


def _here() -> dict[str, Any]:
    """Fill a county and measure it, in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    staff, areas = _county()
    start = time.perf_counter()
    _people(areas, 0, EXPORTED)
    told = _export(staff["county"])
    _people(areas, EXPORTED, PEOPLE)
    _analyse()
    told["fill_seconds"] = time.perf_counter() - start - told["export_seconds"]
    for name, who in staff.items():
        told[name] = _searches(who)
    return told | _suspicion() | _quality(staff["community"])


def _county() -> tuple[dict[str, Any], list[int]]:
    from wangge.accounts.models import User
    from wangge.areas.actions import init_county
    from wangge.areas.models import Area
    from wangge.people.labelling import load_labels
    from wangge.posts.access import staff_of
    from wangge.posts.actions import appoint
    from wangge.posts.defaults import load_posts
    from wangge.posts.models import Post

    county = init_county("450205")
    load_posts()
    load_labels()
    communities = list(Area.objects.filter(level=12).order_by("code"))
    staff = {}
    for name, post, area in (
        ("community", "desk", communities[0]),
        ("county", "county_center", county),
    ):
        user = User.objects.create(username=name, name=name)
        appoint(user, Post.objects.get(code=post), area, actor=None)
        staff[name] = staff_of(user)
    return staff, [area.code for area in communities]


def _people(areas: list[int], begin: int, end: int) -> None:
    from wangge.people.intake.bulk import insert, no_collection, reserve
    from wangge.people.intake.writing import CREATED, PHONE, phones_of
    from wangge.people.models import Person, Phone

    rng = Random(begin)
    with no_collection():
        for first in range(begin, end, 20_000):
            count = min(20_000, end - first)
            keys = reserve(Person, count)
            rows = [_person(key, first + at, areas, rng) for at, key in enumerate(keys)]
            insert(Person, CREATED, rows)
            insert(
                Phone,
                PHONE,
                (p for row, n in zip(rows, range(first, first + count), strict=True)
                 for p in phones_of(row[0], row[1], [f"12{n:09}"])),
            )  # fmt: skip


def _person(key: int, n: int, areas: list[int], rng: Random) -> tuple[Any, ...]:
    from wangge.kernel import clock
    from wangge.kernel.ids import uuid7
    from wangge.people.finding import tokens
    from wangge.privacy.sealing import blind, seal

    area = areas[n // COMMUNITY_PEOPLE % len(areas)]
    uid = uuid7()
    born = date(1940, 1, 1) + timedelta(days=rng.randrange(30_000))
    number = f"99{n // 1000:04}{born:%Y%m%d}{n % 1000:03}0"
    name = rng.choice(FAMILY) + rng.choice(GIVEN) + rng.choice(GIVEN)
    address = f"{rng.choice(ROADS)}路{rng.randrange(1, 300)}号{n % 30 + 1}栋{n % 3 + 1}单元{n % 24 + 101}室"
    now = clock.now()
    return (
        key, uid, area, None, name, str(n % 2 + 1), born, "02", "111",
        seal(number, f"person:{uid}:id_number"), blind(number, "id_number"), "valid", "01",
        address, address, "registered", "present", {}, tokens(name, address), 1, now, now, now.date(),
    )  # fmt: skip


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _questions(rng: Random) -> Iterator[tuple[str, list[str]]]:
    letters = "abcdefghjklmnopqrstwxyz"
    yield "name_two", [rng.choice(FAMILY) + rng.choice(GIVEN) for _ in range(ASKED)]
    yield (
        "name_three",
        [rng.choice(FAMILY) + rng.choice(GIVEN) + rng.choice(GIVEN) for _ in range(ASKED)],
    )
    yield (
        "initials",
        ["".join(rng.choice(letters) for _ in range(rng.choice((2, 3)))) for _ in range(ASKED)],
    )
    yield "address", [f"{rng.choice(ROADS)}路{rng.randrange(1, 300)}号" for _ in range(ASKED)]
    yield "phone_tail", [f"{rng.randrange(10_000):04}" for _ in range(ASKED)]


def _searches(staff: Any) -> dict[str, Any]:
    """Milliseconds until the page of rows and its masks stand, as the desk shows it."""
    from wangge.people.queries import Filters, listed, masked

    def page(filters: Filters) -> Callable[[], Any]:
        return lambda: [masked(staff, row) for row in listed(staff, filters)[:PAGE]]

    told: dict[str, Any] = {}
    for kind, texts in _questions(Random(5)):
        told[kind] = _percentiles([page(Filters(text=text)) for text in texts])
    numbers = [page(Filters(number=f"12{n:09}")) for n in range(0, PEOPLE, max(1, PEOPLE // ASKED))]
    told["whole_number"] = _percentiles(numbers)
    told["floor_fifty_by_key"] = _percentiles([_by_key(staff, n) for n in range(ASKED)])
    return told


def _by_key(staff: Any, n: int) -> Callable[[], Any]:
    from wangge.people.models import Person
    from wangge.people.queries import masked, with_details

    keys = [n * PAGE + at + 1 for at in range(PAGE)]
    return lambda: [masked(staff, p) for p in with_details(Person.objects.filter(pk__in=keys))]


def _percentiles(acts: list[Callable[[], Any]]) -> dict[str, float]:
    took = []
    for act in acts:
        start = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - start))
    cuts = statistics.quantiles(took, n=20)
    return {"p50": round(cuts[9], 1), "p95": round(cuts[18], 1), "max": round(max(took), 1)}


def _suspicion() -> dict[str, Any]:
    from wangge.people.models import Person
    from wangge.upkeep.scanning import scan
    from wangge.upkeep.suspicion import people, suspects, traits

    step = max(1, PEOPLE // ASKED)
    low = Person.objects.order_by("pk").values_list("pk", flat=True).first() or 1
    known = people().filter(pk__in=range(low, low + PEOPLE, step))
    told = [traits(row) for row in known]
    found = _percentiles([lambda one=one: suspects(one) for one in told])
    start = time.perf_counter()
    pairs = scan()
    return {
        "typed_duplicate_ms": found,
        "scan_seconds": time.perf_counter() - start,
        "pairs": pairs,
    }


def _quality(staff: Any) -> dict[str, Any]:
    from wangge.upkeep import clarity, quality

    area = staff.duties[0].area
    acts = [lambda: quality.measures(staff, area), lambda: clarity.by_grid(staff, area)] * 10
    return {"quality_ms": _percentiles(acts)}


def _export(staff: Any) -> dict[str, Any]:
    """A masked workbook of all people so far, beside as many cells with nothing behind them."""
    import xlsxwriter

    from wangge.areas.queries import fetch
    from wangge.exchange.export_runs import to_file

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        export = to_file("people", Path(folder) / "people.xlsx", fetch(staff.duties[0].area))
        took = time.perf_counter() - start
        filled = 10  # of the columns; the others are empty for these people
        start = time.perf_counter()
        book = xlsxwriter.Workbook(str(Path(folder) / "bare.xlsx"), {"constant_memory": True})
        sheet = book.add_worksheet()
        for row in range(export.rows):
            for column in range(filled):
                sheet.write_string(row, column, "白沙路12号")
        book.close()
        bare = time.perf_counter() - start
    return {
        "exported_rows": export.rows,
        "export_seconds": took,
        "export_rows_per_second": export.rows / took,
        "bare_writing_seconds": bare,
        "export_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    import json

    print(json.dumps(_here()))
