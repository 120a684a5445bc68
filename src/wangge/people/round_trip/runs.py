"""A workbook that came back, at the desk: kept, shown as changes, carried out once."""

from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import UUID

from wangge.exchange import runs
from wangge.exchange.models import ImportRun
from wangge.exchange.watermarks import recognise
from wangge.people import import_runs
from wangge.people.imports import write_reports
from wangge.people.round_trip.comparing import ABILITY, Comparison, compare
from wangge.people.round_trip.writing import write

if TYPE_CHECKING:
    from wangge.areas.models import Area
    from wangge.posts.access import Staff

KIND = "people.export"


def upload(staff: "Staff", content: bytes, name: str, area: "Area") -> ImportRun:
    """Keep a file for `area`: as a list of changes if it is a workbook of ours, else as a ledger."""
    staff.require(ABILITY, area.code)
    if recognise(content, name) is None:
        return import_runs.upload(staff, content, name, area)
    return runs.start(KIND, content, name, area=area, owner=staff.user)


def look(staff: "Staff", run: ImportRun) -> Comparison:
    """What the workbook would change now."""
    return compare(runs.content(run), run.name, run.area, staff=staff)


def carry_out(staff: "Staff", run: ImportRun, taken: Collection[tuple[UUID, str]]) -> ImportRun:
    """Write the changes, once; keep the report and the rows to mend."""
    runs.claim(run, {"taken": [f"{uid}:{key}" for uid, key in taken]})
    try:
        found = look(staff, run)
        result = write(found, run.area, staff=staff, taken=taken, cause=run.uid)
        with TemporaryDirectory() as folder:
            report, mend = Path(folder, "report.xlsx"), Path(folder, "mend.xlsx")
            write_reports(result, run.area, run.name, report, mend)
            returned = mend.read_bytes() if result.returned else b""
            return runs.finish(run, result.as_json(), report=report.read_bytes(), mend=returned)
    except BaseException:
        runs.release(run)
        raise
