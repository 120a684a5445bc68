"""A superior's empty form: checked as a file, its headings found, its own layout kept."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from django.utils.translation import gettext as _

from wangge.exchange import guards
from wangge.exchange.sheets import open_book
from wangge.filings.layouts import documents, workbooks
from wangge.filings.layouts.shape import Layout
from wangge.kernel.errors import Refused

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024  # formatted empty cells cost the library a hundred times that
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_DOCUMENT = "word/document.xml"
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(content: bytes, name: str, known: Mapping[str, str]) -> tuple[bytes, Layout]:
    """The template to fill in and where its headings stand; `Refused` with what to do.

    `known` are headings that are understood; an .xls or .csv becomes an .xlsx of the same look.
    """
    if len(content) > MAX_BYTES:
        raise _too_large()
    if content.startswith(_OLE) and "WordDocument".encode("utf-16-le") in content:
        raise Refused(
            "form.doc",
            _(
                "这是旧版 Word 文档（.doc），无法照原样填写。请用 WPS 或 Word 另存为 .docx 后再上传。"
            ),
        )
    if _is_document(content):
        _check_document(content)
        return documents.read(content, known)
    sheets = [(sheet.name, sheet) for sheet in open_book(content, name)]
    if content.startswith(_ZIP):
        _check_entities(content)
        return workbooks.read(content, sheets, known)
    return workbooks.convert(sheets, known)


def _is_document(content: bytes) -> bool:
    if not content.startswith(_ZIP):
        return False
    try:
        return _DOCUMENT in zipfile.ZipFile(BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def _check_document(content: bytes) -> None:
    entries = zipfile.ZipFile(BytesIO(content)).infolist()
    if len(entries) > guards.MAX_ENTRIES:
        raise _bomb()
    if any(entry.flag_bits & 1 for entry in entries):
        raise guards.encrypted()
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise guards.macros()
    _check_entities(content)


def _check_entities(content: bytes) -> None:
    """No declarations in the XML: they can grow without end, and no office program writes them."""
    unpacked = 0
    for entry in zipfile.ZipFile(BytesIO(content)).infolist():
        tail = b""
        for at, chunk in enumerate(guards.unpack(content, entry)):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED:
                raise _bomb()
            if entry.filename.lower().endswith((".xml", ".rels")):
                text = tail + chunk
                if any(mark in text for mark in _ENTITIES) or (not at and chunk[:2] in _UTF16):
                    raise guards.unreadable()
                tail = chunk[-16:]


def _too_large() -> Refused:
    return Refused(
        "form.too_large",
        _("文件超过 5 MB，不像是一张空表。请只保留表头（可留一页空行），删去图片和数据后再上传。"),
    )


def _bomb() -> Refused:
    return Refused(
        "form.bomb",
        _("文件展开后过大，为保护系统未读取。请新建文件，只粘贴表头后再上传。"),
    )
