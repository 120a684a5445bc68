"""The line on every sheet that says whose workbook it is, and that the importer knows again."""

import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from uuid import UUID
from zipfile import BadZipFile, ZipFile

from wangge.exchange.models import Export
from wangge.exchange.sheets import Cell, open_book
from wangge.exchange.workbooks import KEY_HEADING, MARK
from wangge.kernel import clock

_LOOK = 12
_ORIGIN = re.compile(MARK + r"\s*\[([0-9a-f]{32})\].*?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")
_KEY = re.compile(r"([0-9a-f]{32})v(\d{1,9})")
_BARE = re.compile(rb"[0-9a-f]{32}v\d|" + MARK.encode() + b"|" + MARK.encode("gb18030"))
_HEAD = 64 * 1024
_TEXTS = ("xl/sharedStrings", "xl/worksheets/sheet")
_REASON = 80
_LONGEST = 300


class Origin(NamedTuple):
    """Which workbook a file was, as far as it still says so."""

    uid: UUID | None
    at: datetime | None


class Key(NamedTuple):
    """Which row a line of a workbook is, and the version of the row that was written."""

    uid: UUID
    version: int


def watermark(export: Export, name: str, post: str) -> str:
    """`网格平台导出 [编号] 张三（社区平台管理员） 2026-11-24 10:00:00 用途：…`."""
    at = export.at.astimezone(clock.BEIJING)
    why = export.reason[:_REASON] if export.revealed else "日常工作（已脱敏）"
    who = f"{name}（{post}）" if post else name
    text = f"{MARK} [{export.uid.hex}] {who} {at:%Y-%m-%d %H:%M:%S} 用途：{why}"
    return f"{text}。含个人信息，请勿转发，用后删除"[:_LONGEST]


def key_of(uid: UUID, version: int) -> str:
    """The key of a row, as it stands in the first column."""
    return f"{uid.hex}v{version}"


def read_key(cell: Cell) -> Key | None:
    """The key in a cell; nothing where a row was added by hand."""
    found = _KEY.fullmatch(str(cell).strip())
    return Key(UUID(found[1]), int(found[2])) if found else None


def recognise(source: Path | bytes, name: str = "") -> Origin | None:
    """What a file is if it is a workbook of ours with its column of keys; else nothing."""
    data = source.read_bytes() if isinstance(source, Path) else source
    if not _hints(data):
        return None
    for sheet in open_book(source, name):
        uid, at = None, None
        for cells in _first(sheet.rows()):
            found = _ORIGIN.search(str(cells[0])) if cells else None
            if found:
                uid = UUID(found[1])
                at = datetime.strptime(found[2], "%Y-%m-%d %H:%M:%S").replace(tzinfo=clock.BEIJING)
            elif any(read_key(cell) for cell in cells if type(cell) is str) or (
                KEY_HEADING in cells and uid
            ):
                return Origin(uid, at)
    return None


def _hints(data: bytes) -> bool:
    """Whether our mark or a key stands near the beginning: other files are not parsed for it."""
    if not data.startswith(b"PK\x03\x04"):
        head = data[:_HEAD]
        return bool(_BARE.search(head)) or MARK.encode("utf-16-le") in data
    try:
        with ZipFile(BytesIO(data)) as archive:
            for entry in archive.infolist():
                if entry.filename.startswith(_TEXTS):
                    with archive.open(entry) as part:
                        if _BARE.search(part.read(_HEAD)):
                            return True
    except (BadZipFile, RuntimeError, OSError, zlib.error):
        return False  # whoever opens it next says what is wrong with it
    return False


def _first(rows: Iterator[tuple[int, list[Cell]]]) -> Iterator[list[Cell]]:
    for number, cells in rows:
        if number > _LOOK:
            return
        yield cells
