"""Commands for who keeps the installation: what leaked to whom, what is past its time."""

import argparse
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from wangge.kernel import clock
from wangge.kernel.errors import Invalid
from wangge.rights import breaches, retention

Outcome = tuple[int, dict[str, Any]]
_DAY = 10  # characters of 2026-11-01


def run_breach(given: argparse.Namespace) -> Outcome:
    """Whose data was opened in a time, which fields, by whom: a workbook."""
    path = Path(given.out)
    if path.suffix.lower() != ".xlsx" or not path.resolve().parent.is_dir():
        raise Invalid("file.name", f"请给出已有目录下的 .xlsx 文件名，现在是 {path}。")
    until = _moment(given.until)
    if len(given.until) == _DAY:
        until += timedelta(days=1)  # the whole last day
    counts = breaches.report(path, breaches.Window(_moment(given.since), until, given.actor))
    if not given.json:
        told = "受影响居民 {residents} 人,查看和导出 {openings} 次,名单打印和下载 {lists} 次"
        print(f"{told.format(**counts)}:{path}")
    return 0, {"file": str(path), **counts}


def run_retention(given: argparse.Namespace) -> Outcome:
    """Clear what is past its time, or say what would be."""
    found = retention.run(dry_run=given.dry_run)
    people = found.pop("people", 0)
    if not given.json:
        done = "到期" if given.dry_run else "已清除"
        for label, number in sorted(found.items()):
            print(f"{label}:{number} 条{done}")
        print(f"迁出或死亡人员档案:{people} 份{done}")
    return 0, {"dry_run": given.dry_run, "facts": found, "people": people}


def _moment(text: str) -> datetime:
    """`2026-11-01` or `2026-11-01T08:30`, in China's time."""
    try:
        if len(text) == _DAY:
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=clock.BEIJING)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(
            "breach.time", f"“{text}”不是时间,请写成 2026-11-01 或 2026-11-01T08:30。"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.BEIJING)
