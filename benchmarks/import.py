"""Import of a 100,000-row ledger, beside reading it bare and writing its rows bare.

The floor is what python-calamine needs only to read the file; the second floor is a bulk_create
of the same number of persons without any check. Each runs in a process of its own, so that its
peak memory is its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wangge.areas.models import Area

ROWS = 100_000
GOAL_RATIO, GOAL_MB = 5.0, 500
HEADINGS = (
    "序号", "户号", "姓名", "与户主关系", "性别", "出生日期", "公民身份号码", "联系电话",
    "现住址", "民族", "人员类别", "备注",
)  # fmt: skip
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华"
_RELATIONS = ("户主", "配偶", "儿子", "女儿")


def run(rows: int = ROWS) -> dict[str, float]:
    """Seconds and peak megabytes of the three, and the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "台账.xlsx"
        write(path, rows)
        floor, bare, full = (_measure(what, path, rows) for what in ("read", "bulk", "import"))
    return {
        "rows": rows,
        "read_seconds": floor["seconds"],
        "bulk_create_seconds": bare["seconds"],
        "import_seconds": full["seconds"],
        "parse_seconds": full["parse"],
        "report_seconds": full["report"],
        "again_seconds": full["again"],
        "ratio_to_read": full["seconds"] / floor["seconds"],
        "ratio_to_bulk_create": full["seconds"] / bare["seconds"],
        "goal_ratio_to_read": GOAL_RATIO,
        "read_peak_mb": floor["peak"],
        "peak_mb": full["peak"],
        "goal_peak_mb": GOAL_MB,
    }


def write(path: Path, rows: int) -> None:
    """A ledger with the usual faults in it: other notations, blanks, ditto marks, two phones."""
    import xlsxwriter

    rng = Random(7)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, HEADINGS)
    for row in range(1, rows + 1):
        home, member = divmod(row - 1, 3)
        born = date(1940, 1, 1) + timedelta(days=rng.randrange(25_000))
        number = _number(born, row)
        address = f"建设路{home // 400 + 1}号{home // 20 % 20 + 1}栋{home // 10 % 2 + 1}单元{home % 10 + 101}"
        phone = f"12{row:09}"
        sheet.write_row(
            row,
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


def _measure(what: str, path: Path, rows: int) -> dict[str, float]:
    env = {**os.environ, "WANGGE_DATA": str(path.parent / what)}
    answer = subprocess.run(
        [sys.executable, __file__, what, str(path), str(rows)],
        env=env, check=True, capture_output=True, text=True,
    )  # fmt: skip
    told: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return told


def _one(what: str, path: Path, rows: int) -> dict[str, float]:
    told = {"read": _read, "bulk": _bulk, "import": _import}[what](path, rows)
    told["peak"] = told.get("peak") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return told


def _read(path: Path, _rows: int) -> dict[str, float]:
    from python_calamine import CalamineWorkbook

    start = time.perf_counter()
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


def _import(path: Path, rows: int) -> dict[str, float]:
    area = _county()
    from wangge.people.imports import import_people, preview, write_reports

    start = time.perf_counter()
    result = import_people(path, path.name, area)
    written = time.perf_counter() - start
    write_reports(result, area, path.name, path.with_name("r.xlsx"), path.with_name("m.xlsx"))
    seconds = time.perf_counter() - start
    assert (result.rows_read, result.created) == (rows, rows), result.as_json()
    told = {"seconds": seconds, "report": seconds - written}
    told["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    del result
    start = time.perf_counter()
    again = import_people(path, path.name, area)
    told["again"] = time.perf_counter() - start
    assert (again.created, again.updated) == (0, 0), again.as_json()
    start = time.perf_counter()
    preview(path, path.name, area)
    told["parse"] = time.perf_counter() - start
    return told


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(_one(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        print(json.dumps(run(), ensure_ascii=False, indent=1))
