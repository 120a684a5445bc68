import zipfile
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from wangge.exchange import guards
from wangge.exchange.sheets import letter, open_book
from wangge.kernel.errors import Refused

TYPES = "<Types/>"


def workbook(*rows, merge=None, sheet="表"):
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
        if merge:
            page.merge_range(*merge)
    return target.getvalue()


def archive(sheet, **more):
    """A hand-made .xlsx around the XML of one sheet."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", TYPES)
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, text in more.items():
            book.writestr(name, text)
    return target.getvalue()


def rows(data, name="表.csv"):
    [sheet] = open_book(data, name)
    return list(sheet.rows())


def refusal(data, name="表.xlsx"):
    with pytest.raises(Refused) as refused:
        [list(sheet.rows()) for sheet in open_book(data, name)]
    assert refused.value.message.endswith("。")
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_every_usual_encoding(encoding):
    data = "姓名,性别\n张三,男\n".encode(encoding)
    assert rows(data) == [(1, ["姓名", "性别"]), (2, ["张三", "男"])]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found_below_title_and_note(delimiter):
    lines = [
        "花名册，内部资料",
        delimiter.join(("姓名", "性别", "年龄")),
        delimiter.join(("甲", "男", "3")),
    ]
    assert rows("\n".join(lines).encode())[2] == (3, ["甲", "男", "3"])


def test_quoted_cells_keep_their_commas_and_guards():
    data = '姓名,号\n"儿子，120",="991000"\n'.encode("gb18030")
    assert rows(data)[1] == (2, ["儿子，120", '="991000"'])


def test_merged_cells_are_carried_down_and_right():
    data = workbook(["户", "名"], ["1", "甲"], ["", "乙"], merge=(1, 0, 2, 0, "1"))
    assert rows(data) == [(1, ["户", "名"]), (2, ["1", "甲"]), (3, ["1", "乙"])]


def test_rows_and_columns_keep_their_place_in_the_sheet():
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet().write(3, 2, "甲")
    assert rows(target.getvalue())[-1] == (4, ["", "", "甲"])


def test_numbers_and_dates_stay_what_they_are():
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.write_number(0, 0, 12000000001)
        page.write_datetime(0, 1, date(2026, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    assert rows(target.getvalue()) == [(1, [12000000001.0, date(2026, 3, 1)])]


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_in_a_spreadsheet(index, letters):
    assert letter(index) == letters
    if len(letters) > 1:
        assert guards.column_number(letters.encode()) == index + 1


def test_an_empty_file_has_an_empty_sheet():
    assert rows(b"") == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 not a zip", "file.unreadable"),
        (b"\x00\x01\x02", "file.unreadable"),
        (b"\x81", "file.unreadable"),
        (b"<html><table>", "file.type"),
        (b'<?xml version="1.0"?><Workbook/>', "file.type"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "_VBA_PROJECT".encode("utf-16-le"), "file.macros"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"word", "file.type"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "Workbook".encode("utf-16-le"), "file.unreadable"),
        (b"0" * (guards.MAX_FILE_BYTES + 1), "file.too_large"),
        (archive("<worksheet/>", **{"xl/vbaProject.bin": "x"}), "file.macros"),
        (archive("<worksheet/>"), "file.unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_harmless_table_is_refused(data, code):
    assert refusal(data) == code


def test_a_workbook_cut_short_is_refused():
    whole = workbook(["姓名"], ["张三"])
    assert refusal(whole[: len(whole) // 2]) == "file.unreadable"


def test_a_zip_that_is_no_workbook_is_refused():
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        book.writestr("a.txt", "甲")
    assert refusal(target.getvalue()) == "file.type"


def test_too_much_behind_a_small_file_is_refused():
    data = archive("<sheetData>" + " " * 60_000_000)
    assert len(data) < 100_000
    assert refusal(data) == "file.bomb"


def test_an_archive_that_lies_about_its_sizes_is_measured():
    data = bytearray(archive("<a>" + "甲" * 150_000_000))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert refusal(bytes(data)) == "file.bomb"


def test_two_far_cells_are_refused_before_their_rectangle_is_made():
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(archive(f"<sheetData>{cells}</sheetData>")) == "file.bomb"


def test_far_cells_that_are_only_formatted_are_no_harm():
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.write(0, 0, "姓名")
        page.write_blank(1_048_575, 700, None, book.add_format({"bold": True}))
    assert rows(target.getvalue()) == [(1, ["姓名"])]


def test_a_long_text_shared_by_very_many_cells_is_refused():
    cells = '<c r="A1" t="s"><v>0</v></c>' * 400_000
    shared = "<sst><si><t>" + "长" * 10_000 + "</t></si></sst>"
    data = archive(
        f'<sheetData><row r="1">{cells}</row></sheetData>', **{"xl/sharedStrings.xml": shared}
    )
    assert refusal(data) == "file.bomb"


def test_too_many_entries_are_refused():
    data = archive("<a/>", **{f"x{n}": "" for n in range(guards.MAX_ENTRIES)})
    assert refusal(data) == "file.bomb"
