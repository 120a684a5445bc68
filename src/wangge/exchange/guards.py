"""Look at a spreadsheet file before it is parsed, and refuse what would harm or cannot be read.

The parser allocates the whole rectangle between a sheet's first and last filled cell and one copy
of each text per cell. So a file of a few kilobytes can ask for gigabytes, and the declared sizes
in the archive may lie. Everything is therefore measured on the unpacked bytes, as a stream.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from wangge.kernel.errors import Refused

MAX_FILE_BYTES = 30 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_RATIO = 120
MAX_CELLS = 8_000_000
MAX_TEXT_BYTES = 600 * 1024 * 1024
SMALL = 1024 * 1024

_CHUNK = 1024 * 1024
_OVERLAP = 256
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
# Upper bounds that begin with a plain word, for which the search is quick.
_ROW = re.compile(rb'row\b[^>]*?\br="(\d{1,9})"')
_WIDE = re.compile(rb'r="([A-Z]{2,3})\d')
_FILLED = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?(?:v|is|f)\b')
_SHARED = re.compile(rb't="s"[^>]*>\s*<(?:\w+:)?v>(\d+)<')
_ITEM = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>", re.DOTALL)
_NARROW = 26


def too_large() -> Refused:
    limit = MAX_FILE_BYTES // SMALL
    return Refused(
        "file.too_large",
        f"文件超过 {limit} MB，未读取。请按网格或按工作表拆成几个文件，分别导入。",
    )


def bomb(detail: str) -> Refused:
    return Refused(
        "file.bomb",
        f"文件展开后过大（{detail}），为保护系统未读取。请新建工作簿，只粘贴需要的行和列后再导入。",
    )


def unreadable() -> Refused:
    return Refused(
        "file.unreadable",
        "文件已损坏或不是表格，无法读取。请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入。",
    )


def encrypted() -> Refused:
    return Refused(
        "file.encrypted",
        "文件设有打开密码，无法读取。请在 WPS 或 Excel 中取消密码，另存后再导入。",
    )


def macros() -> Refused:
    return Refused(
        "file.macros",
        "文件带有宏，为安全起见不导入。请另存为不带宏的 .xlsx 后再导入。",
    )


def wrong_type(detail: str) -> Refused:
    return Refused(
        "file.type",
        f"不支持这种文件（{detail}）。请用 WPS 或 Excel 另存为 .xlsx、.xls 或 .csv 后再导入。",
    )


def check_archive(data: bytes) -> None:
    """Refuse an .xlsx that is no workbook, holds macros, or unpacks to too much."""
    try:
        entries = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, OSError) as error:
        raise unreadable() from error
    _check_directory(entries, len(data))
    unpacked = cells = references = 0
    sheets = [e for e in entries if e.filename.lower().startswith("xl/worksheets/")]
    for entry in entries:
        measure = _Box() if entry in sheets else None
        for chunk in unpack(data, entry):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED_BYTES:
                raise bomb(f"超过 {MAX_UNPACKED_BYTES // SMALL} MB")
            if measure:
                measure.see(chunk)
        if measure:
            cells += _cells(data, entry, measure)
            references += measure.references
        if cells > MAX_CELLS:
            raise bomb("单元格过多")
    _check_text(data, entries, references)


def _check_directory(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = {entry.filename.lower() for entry in entries}
    if len(entries) > MAX_ENTRIES:
        raise bomb("内含文件过多")
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted()
    if any(name.endswith("vbaproject.bin") for name in names):
        raise macros()
    if "xl/workbook.xml" not in names:
        raise wrong_type("不是 .xlsx 工作簿")
    declared = sum(entry.file_size for entry in entries)
    if declared > MAX_UNPACKED_BYTES or (declared > SMALL and declared > size * MAX_RATIO):
        raise bomb("压缩比异常")


def unpack(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The real bytes of an entry in pieces, whatever its declared size."""
    try:
        header = _LOCAL_HEADER.unpack_from(data, entry.header_offset)
    except struct.error as error:
        raise unreadable() from error
    start = entry.header_offset + _LOCAL_HEADER.size + header[9] + header[10]
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise unreadable()
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while rest and not stream.eof:
            yield stream.decompress(rest, _CHUNK)
            rest = stream.unconsumed_tail
    except zlib.error as error:
        raise unreadable() from error


class _Box:
    """An upper bound of the rectangle of a sheet, read from the stream of its XML."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = _NARROW
        self.references = 0
        self._tail = b""

    def see(self, chunk: bytes) -> None:
        text = self._tail + chunk
        self.references += chunk.count(b't="s"')
        numbers = _ROW.findall(text)
        if numbers:
            self.rows = max(self.rows, *map(int, (numbers[0], numbers[-1], max(numbers, key=len))))
        for letters in set(_WIDE.findall(text)):
            self.columns = max(self.columns, column_number(letters))
        self._tail = text[-_OVERLAP:]


def column_number(letters: bytes) -> int:
    """AA -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cells(data: bytes, entry: zipfile.ZipInfo, box: _Box) -> int:
    """Cells the parser will allocate; formatted but empty cells do not count."""
    if box.rows * box.columns <= MAX_CELLS:
        return box.rows * box.columns
    rows = columns = 0
    tail = b""
    for chunk in unpack(data, entry):
        text = tail + chunk
        for letters, digits in _FILLED.findall(text):
            columns = max(columns, column_number(letters))
            rows = max(rows, int(digits))
        tail = text[-_OVERLAP:]
    return rows * columns


def _check_text(data: bytes, entries: list[zipfile.ZipInfo], references: int) -> None:
    """Refuse a few long texts that very many cells refer to: each cell would get its copy."""
    shared = [e for e in entries if e.filename.lower() == "xl/sharedstrings.xml"]
    if not shared or shared[0].file_size * references <= MAX_TEXT_BYTES:
        return
    table = b"".join(unpack(data, shared[0]))
    lengths = [len(item) for item in _ITEM.findall(table)]
    if max(lengths, default=0) * references <= MAX_TEXT_BYTES:
        return
    total = 0
    for entry in entries:
        if entry.filename.lower().startswith("xl/worksheets/"):
            text = b"".join(unpack(data, entry))
            indexes = map(int, _SHARED.findall(text))
            total += sum(lengths[index] for index in indexes if index < len(lengths))
    if total > MAX_TEXT_BYTES:
        raise bomb("文字重复过多")
