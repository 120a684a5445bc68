from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from wangge.exchange.sheets import parse_book
from wangge.exchange.textbooks import BOLD, LONGEST, PLAIN, TEXT, TextBook

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


def written(*rows, name="表", columns=(), headings=()):
    target = BytesIO()
    with TextBook(target) as book, book.sheet(name, columns, headings) as sheet:
        for row in rows:
            sheet.add(row)
    return target.getvalue()


def read(data):
    [sheet] = parse_book(data, "表.xlsx")
    return [cells for _, cells in sheet.rows()]


def test_every_part_of_the_workbook_is_whole():
    data = written(["<&>"], name="“&”<表>", columns=[(9, TEXT)], headings=["姓名"])
    with ZipFile(BytesIO(data)) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            ET.fromstring(parts.read(name))


@given(st.lists(st.lists(texts, min_size=3, max_size=3), min_size=1, max_size=5))
def test_every_text_comes_back_as_it_was(rows):
    rows = [["头", *row, "尾"] for row in rows]
    assert read(written(*rows)) == rows


@pytest.mark.parametrize(
    "cell", ["=1+1", "@SUM(A1)", "+1", "-1", "=cmd|' /C calc'!A0", "http://example.org", "007"]
)
def test_a_text_becomes_no_formula_no_link_and_no_number(cell):
    assert read(written(["头", cell])) == [["头", cell]]
    assert b"<f>" not in written(["头", cell])


@pytest.mark.parametrize(
    "cell", [" 前后 ", "两\n行", "&amp;<b>", "“”", "_x0041_", "_x", "𠮷", "a\tb", "]]>"]
)
def test_marks_of_xml_and_blanks_are_kept(cell):
    assert read(written(["头", cell, "尾"])) == [["头", cell, "尾"]]


@pytest.mark.parametrize("cell", ["\x01", "\x0b", "\ufffe", "\ud800"])
def test_what_xml_cannot_hold_does_not_break_the_workbook(cell):
    [[first, _, last]] = read(written(["头", f"甲{cell}乙", "尾"]))
    assert (first, last) == ("头", "尾")


def test_a_very_long_text_is_cut_to_what_a_cell_holds():
    assert read(written(["头", "长" * 40_000])) == [["头", "长" * LONGEST]]


def test_sheets_of_one_name_are_told_apart_and_forbidden_signs_replaced():
    target = BytesIO()
    with TextBook(target) as book:
        for name in ("第一/网格", "第一/网格", "", "长" * 40):
            with book.sheet(name, ()) as sheet:
                sheet.add(["甲"])
    names = CalamineWorkbook.from_filelike(BytesIO(target.getvalue())).sheet_names
    assert names == ["第一_网格", "第一_网格(2)", "表", "长" * 31]


def test_headings_stand_above_the_rows():
    data = written(["张三"], columns=[(16, TEXT), (60, PLAIN)], headings=["姓名", "问题说明"])
    assert read(data) == [["姓名", "问题说明"], ["张三", ""]]
    assert {BOLD, PLAIN, TEXT} == {0, 1, 2}


def test_very_many_rows_stand_in_their_order():
    rows = [[str(n), "甲"] for n in range(5_000)]
    assert read(written(*rows)) == rows
