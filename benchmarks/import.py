"""Import of a 100,000-row ledger, beside reading it bare and writing its rows bare.

The floor is what python-calamine needs only to read the file; the second floor is a bulk_create
of the same number of persons without any check, the third the bare statements by which the import
writes persons, phones and history, their rows made beforehand. Each runs in a process of its own,
so that its peak memory is its own; that of the import is the most that it and the process that
reads the file hold at one moment. Seconds are of the clock; `cpu` is the processor's, of both.

BENCH_ROWS=500000 imports five such files one after the other.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wangge.areas.models import Area

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
A_FILE = 100_000
GOAL_RATIO, GOAL_MB = 5.0, 500
HEADINGS = (
    "序号", "户号", "姓名", "与户主关系", "性别", "出生日期", "公民身份号码", "联系电话",
    "现住址", "民族", "人员类别", "备注",
)  # fmt: skip
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华"
_RELATIONS = ("户主", "配偶", "儿子", "女儿")


def run(rows: int = ROWS) -> dict[str, float]:
    """Seconds and peak megabytes of each, and the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for at, first in enumerate(range(0, rows, A_FILE)):
            write(place / f"{at:02}.xlsx", min(A_FILE, rows - first), first)
        floor, bulk, bare, full = (
            _measure(what, place, rows) for what in ("read", "bulk", "statements", "import")
        )
    return {
        "rows": rows,
        "read_seconds": floor["seconds"],
        "bulk_create_seconds": bulk["seconds"],
        "statements_seconds": bare["seconds"],
        "import_seconds": full["seconds"],
        "import_cpu": full["cpu"],
        "report_seconds": full["report"],
        "parse_seconds": full["parse"],
        "again_seconds": full["again"],
        "rows_a_second": rows / full["seconds"],
        "ratio_to_read": full["seconds"] / floor["seconds"],
        "ratio_to_bulk_create": full["seconds"] / bulk["seconds"],
        "ratio_to_read_and_statements": full["seconds"] / (floor["seconds"] + bare["seconds"]),
        "goal_ratio_to_read": GOAL_RATIO,
        "read_peak_mb": floor["peak"],
        "peak_mb": full["peak"],
        "goal_peak_mb": GOAL_MB,
    }


def write(path: Path, rows: int, first: int = 0) -> None:
    """A ledger with the usual faults in it: other notations, blanks, ditto marks, two phones."""
    import xlsxwriter

    rng = Random(7 + first)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, HEADINGS)
    for at in range(1, rows + 1):
        row = first + at
        home, member = divmod(row - 1, 3)
        born = date(1940, 1, 1) + timedelta(days=rng.randrange(25_000))
        number = _number(born, row)
        address = f"建设路{home // 400 + 1}号{home // 20 % 20 + 1}栋{home // 10 % 2 + 1}单元{home % 10 + 101}"
        phone = f"12{row:09}"
        sheet.write_row(
            at,
            0,
            (
                row, home + 1 if member == 0 else "",
                rng.choice(_FAMILY) + rng.choice(("", "\u3000")) + rng.choice(_GIVEN) + rng.choice(_GIVEN),
                _RELATIONS[member],
                "男" if int(number[16]) % 2 else "女",
                rng.choice((f"{born}", f"{born}", f"{born.year}.{born.month}.{born.day}")),
                number,
                rng.choice((phone, phone, phone, "无", f"{phone}/{phone[:-1]}0")),
                address if member == 0 or rng.random() < 0.7 else "同上",
                rng.choice(("汉族", "汉", "壮族")),
                rng.choice(("户籍", "流动", "人户分离")),
                rng.choice(("", "", "", "外出务工")),
            ),
        )  # fmt: skip
    book.close()


def _number(born: date, row: int) -> str:
    """An ID number that no person can have: its area code begins with 99."""
    from stdnum.cn.ric import calc_check_digit

    stem = f"99{row // 1000:04}{born:%Y%m%d}{row % 1000:03}"
    return stem + str(calc_check_digit(stem + "0"))


def _measure(what: str, place: Path, rows: int) -> dict[str, float]:
    env = {**os.environ, "WANGGE_DATA": str(place / what)}
    answer = subprocess.run(
        [sys.executable, __file__, what, str(place), str(rows)],
        env=env, check=True, capture_output=True, text=True,
    )  # fmt: skip
    told: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return told


def _one(what: str, place: Path, rows: int) -> dict[str, float]:
    made = {"read": _read, "bulk": _bulk, "statements": _statements, "import": _import}
    told = made[what](place, rows)
    told["peak"] = told.get("peak") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return told


def _read(place: Path, _rows: int) -> dict[str, float]:
    from python_calamine import CalamineWorkbook

    start = time.perf_counter()
    for path in sorted(place.glob("*.xlsx")):
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
    return {"seconds": time.perf_counter() - start}


def _county() -> "Area":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from wangge.areas.actions import create_grid, init_county
    from wangge.areas.models import Area

    init_county("450205")
    area = Area.objects.get(code=450205006003000)
    create_grid(area, name="第一网格", actor=None)
    return area


def _bulk(_path: Path, rows: int) -> dict[str, float]:
    area = _county()
    from wangge.people.models import Person

    start = time.perf_counter()
    for first in range(0, rows, 2_000):
        Person.objects.bulk_create(
            Person(
                area=area, name="张三", sex="1", birth_date=date(1980, 1, 1), living_address="建设路1号",
                search="张三 . 建设 设路",
            )
            for _ in range(first, min(first + 2_000, rows))
        )  # fmt: skip
    return {"seconds": time.perf_counter() - start}


def _statements(_place: Path, rows: int) -> dict[str, float]:
    """The rows of an import as the database gets them, and nothing else."""
    area = _county()
    from django.db import transaction

    from wangge.kernel import clock
    from wangge.kernel.ids import uuid7
    from wangge.people.intake.bulk import insert, reserve
    from wangge.people.models import Person, PersonChange, Phone

    person = (
        "id", "uid", "area", "name", "sex", "birth_date", "relation", "id_type", "id_sealed",
        "id_index", "id_state", "ethnicity", "registered_address", "living_address", "residence",
        "status", "facts", "search", "version", "created_at", "changed_at",
    )  # fmt: skip
    now, rng, seconds = clock.now(), Random(7), 0.0
    for first in range(0, rows, A_FILE):
        with transaction.atomic():
            pks = reserve(Person, min(A_FILE, rows - first))
            people = [
                (
                    pk, uuid7(), area.pk, "张三丰", "1", date(1940, 1, 1) + timedelta(pk % 25_000),
                    "20", "111", rng.randbytes(47), rng.randbytes(16), "valid", "01", "",
                    f"建设路{pk % 9}号1栋1单元101", "registered", "present", {},
                    f"张三 三丰 . 0zs 0zsf . 建设 设路 {pk % 9} 号 1 栋 1 单元 101", 1, now, now,
                )
                for pk in pks
            ]  # fmt: skip
            phones = [
                (pk, 0, rng.randbytes(40), rng.randbytes(16), b"", "120****0000") for pk in pks
            ]
            changes = [(pk, "created", "", "导入登记", "导入 a.xlsx", None, now) for pk in pks]
            start = time.perf_counter()
            insert(Person, person, people)
            insert(Phone, ("person", "rank", "sealed", "index", "tail", "hint"), phones)
            told = ("person", "field", "old", "new", "source", "actor", "at")
            insert(PersonChange, told, changes)
            seconds += time.perf_counter() - start
    return {"seconds": seconds}


def _import(place: Path, rows: int) -> dict[str, float]:
    area = _county()
    from wangge.people.imports import import_people, preview, write_reports

    paths = sorted(place.glob("*.xlsx"))
    told = {"seconds": 0.0, "report": 0.0, "again": 0.0, "parse": 0.0}
    created, before = 0, _processor()
    with _most_memory(told):
        for path in paths:
            start = time.perf_counter()
            result = import_people(path, path.name, area)
            written = time.perf_counter()
            reports = path.with_suffix(".report"), path.with_suffix(".mend")
            write_reports(result, area, path.name, *reports)
            told["seconds"] += time.perf_counter() - start
            told["report"] += time.perf_counter() - written
            created += result.created
            del result
    assert created == rows, created
    told["cpu"] = _processor() - before
    for path in paths:
        start = time.perf_counter()
        again = import_people(path, path.name, area)
        told["again"] += time.perf_counter() - start
        assert (again.created, again.updated) == (0, 0), again.as_json()
        start = time.perf_counter()
        preview(path, path.name, area)
        told["parse"] += time.perf_counter() - start
    return told


def _processor() -> float:
    """Seconds of the processor so far, of this process and of those it waited for."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(who)[:2]) for who in whose)


@contextmanager
def _most_memory(told: dict[str, float]) -> Iterator[None]:
    """Look every few milliseconds at what this process and its children hold together."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            told["peak"] = max(
                told.get("peak", 0.0), sum(map(_resident, [os.getpid(), *_children()]))
            )

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _children() -> list[int]:
    threads = Path("/proc/self/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


def _resident(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(_one(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        print(json.dumps(run(), ensure_ascii=False, indent=1))
