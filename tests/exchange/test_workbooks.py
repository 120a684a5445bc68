"""Workbooks that are given out: whatever a cell says, it stays a text and comes back as it was."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from wangge.exchange.columns import Column, Gate, strictest
from wangge.exchange.sheets import open_book
from wangge.exchange.workbooks import Marks, count_rows, write_rows, write_template

COLUMNS = (
    Column("name", "姓名", required=True, example="王小明", note="证件上的姓名"),
    Column("sex", "性别", choices=("男", "女"), example="男"),
    Column("note", "备注"),
)
MARKS = Marks("名册", "网格平台导出 [0] 张三 & 李四 用途：<核对>", "张三", "0" * 32, ("说明",))
KEY = "0" * 31 + "{}v1"
# What spreadsheets take for a formula, a command, a link or a number, and what hides before it.
SIGNS = ("=", "+", "-", "@", "|", "%", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "'=", '"=')
BODIES = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "SUM(A1:A9)")
PREFIXES = [sign + body for sign in SIGNS for body in BODIES]


def cells_of(path, sheet=0):
    return CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python()


def write(texts, **options):
    folder = TemporaryDirectory()
    path = Path(folder.name, "out.xlsx")
    rows = [(f"{n:032x}v1", text) for n, text in enumerate(texts)]
    count = write_rows(path, MARKS, COLUMNS, rows, **options)
    return folder, path, count


# Excel itself turns a carriage return into a line feed; kernel.text.tidy keeps both out.
plain_text = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=40
)


@given(st.lists(st.tuples(plain_text, plain_text, plain_text), min_size=1, max_size=5))
def test_every_text_comes_back_as_it_was(rows):
    folder, path, _count = write(rows)
    with folder:
        read = [[str(cell) for cell in row[1:]] for row in cells_of(path)[2:]]
        read += [["", "", ""]] * (len(rows) - len(read))  # blank rows at the end are not there
        assert [([*row, "", "", ""])[:3] for row in read] == [list(row) for row in rows]


def test_sixty_dangerous_beginnings_are_texts_and_nothing_else():
    assert len(PREFIXES) == 60
    folder, path, _count = write([(text, "", text) for text in PREFIXES])
    with folder, ZipFile(path) as archive:
        parts = {
            name: archive.read(name).decode() for name in archive.namelist() if "sheet" in name
        }
    for xml in parts.values():
        assert "<f" not in re.sub(r"<f(onts?|ills?|ormat)", "", xml) or "<formula1>" in xml
        assert not re.search(r"<f[ >]|<hyperlink", xml)
    kinds = set(re.findall(r' t="(\w+)"', parts["xl/worksheets/sheet1.xml"]))
    assert kinds == {"inlineStr"}


def test_markup_in_a_cell_stays_a_text():
    folder, path, _count = write([("<r><t>x</t></r>", "]]>", "&amp;_x0041_")])
    with folder:
        assert cells_of(path)[2][1:] == ["<r><t>x</t></r>", "]]>", "&amp;_x0041_"]


def test_every_sheet_is_marked_and_the_rows_are_counted_in_the_file():
    folder, path, count = write([(str(n), "男", "") for n in range(25)], most=10)
    with folder:
        book = CalamineWorkbook.from_path(path)
        assert book.sheet_names == ["名册", "名册(2)", "名册(3)", "选项", "说明"]
        marked = [book.get_sheet_by_name(name).to_python()[0][0] for name in book.sheet_names]
        assert (count, count_rows(path)) == (25, 25)
        with ZipFile(path) as archive:
            core = archive.read("docProps/core.xml").decode()
            custom = archive.read("docProps/custom.xml").decode()
            sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    assert [text for text in marked if text != "男"] == [MARKS.watermark] * 4
    assert "张三 &amp; 李四" in core
    assert "0" * 32 in custom
    assert "<oddHeader>&amp;L&amp;8网格平台导出 [0] 张三 &amp;&amp; 李四" in sheet


def test_an_empty_list_is_a_workbook_with_headings():
    folder, path, count = write([])
    with folder:
        assert (count, count_rows(path), cells_of(path)[1]) == (
            0,
            0,
            ["编号", "姓名", "性别", "备注"],
        )


def test_columns_are_texts_and_offer_their_choices():
    folder, path, _count = write([("甲", "男", "")])
    with folder, ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
    assert "<formula1>'选项'!$A$1:$A$2</formula1>" in sheet
    assert 'name="选项" sheetId="2" state="veryHidden"' in book


def test_a_template_has_headings_marks_and_an_example_the_importer_skips():
    with TemporaryDirectory() as folder:
        path = Path(folder, "template.xlsx")
        write_template(path, Marks("名册", ""), COLUMNS)
        first = next(iter(open_book(path)))
        rows = [cells for _number, cells in first.rows()]
    assert rows == [["姓名*", "性别", "备注"], ["例：王小明", "例：男", "例："]]


def test_the_strictest_class_of_a_workbook_decides():
    classes = [Column("a", "a", gate) for gate in (None, Gate.PERSONAL, Gate.SENSITIVE)]
    assert strictest(classes) is Gate.SENSITIVE
    assert strictest(classes[:1]) is None
    assert [gate.limit for gate in Gate] == [25, 250, 2500]
