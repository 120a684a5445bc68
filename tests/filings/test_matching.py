"""Real forms that communities are asked for, made into workbooks and matched."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from filings.books import workbook
from wangge.dictionary.fields import BY_KEY, synonyms_of
from wangge.dictionary.shape import Subject
from wangge.filings.columns import Column, Kind, Source, kind_of, known, known_words, match
from wangge.filings.layouts import documents, workbooks
from wangge.filings.layouts.blanks import filled
from wangge.filings.layouts.reading import read
from wangge.filings.layouts.shape import Layout, Spot
from wangge.filings.rules.conditions import CHOICES, Counted, condition_of, holds, whether
from wangge.filings.rules.forbidden import ban_of
from wangge.kernel.errors import Refused

FORMS = {
    row["form"]: row["headings"]
    for row in json.loads(
        (Path(__file__).parents[1] / "data/forms/superiors.json").read_text("utf-8")
    )
}
FIELDS = {key: f for key, f in BY_KEY.items() if f.subject is not Subject.PREMISES}
SYNONYMS = {
    word: key
    for subject in (Subject.DWELLING, Subject.HOUSEHOLD, Subject.PERSON)
    for word, key in synonyms_of(f for f in FIELDS.values() if f.subject is subject).items()
}
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# Form: (what a line is, columns known to the ledger, columns that may not be collected, columns).
KNOWN = {
    "实有人口基本信息": ("person", 23, 1, 25),
    "留守人员登记表": ("person", 13, 0, 13),
    "劳动保障登记表": ("person", 17, 0, 18),
    "境外人员登记表": ("person", 22, 2, 26),
    "党员登记表": ("person", 14, 0, 17),
    "常住人口清册（导出）": ("person", 17, 0, 18),
    "流动人口清册（导出）": ("person", 16, 0, 17),
    "实有人口批量采集表（导入模板）": ("person", 9, 0, 9),
    "残疾人补贴申请导出": ("person", 11, 0, 14),
    "农村特困供养人员入户核查表": ("household", 20, 0, 25),
    "入户调查登记表（低保）": ("household", 27, 0, 36),
    "流动人口统计报表": ("summary", 5, 0, 6),
    "刑满释放人员登记表": ("person", 0, 9, 14),
    "人员导入模板": ("person", 24, 2, 29),
}


def understood(headings, title="某某统计表"):
    template, layout = read(
        workbook(headings, title=title, foot="填表人：      审核人："),
        "表.xlsx",
        known_words(SYNONYMS),
    )
    assert template.startswith(b"PK")
    kind = kind_of(layout.columns, SYNONYMS)
    return layout, kind, match(layout.columns, kind, FIELDS, SYNONYMS, {})


@pytest.mark.parametrize("name", KNOWN)
def test_a_real_form_is_found_and_matched(name):
    layout, kind, columns = understood(FORMS[name])
    refused = sum(column.source is Source.REFUSED for column in columns)
    assert (kind.value, known(columns), refused, len(columns)) == KNOWN[name]
    assert (layout.title, layout.header[0]) == ("某某统计表", 2)


def test_most_of_what_real_forms_may_ask_is_known():
    may = sum(columns - refused for _, _, refused, columns in KNOWN.values())
    assert sum(have for _, have, _, _ in KNOWN.values()) * 100 // may == 86


def test_a_table_of_a_word_form_is_filled_and_keeps_its_look():
    """暂住人口基本情况统计表 B of 湘公通[2008]56号: eighteen empty lines under one row of headings."""
    path = Path(__file__).parents[1] / "data/forms/02B暂住人口基本情况统计表.docx"
    template, layout = read(path.read_bytes(), path.name, known_words(SYNONYMS))
    columns = match(layout.columns, Kind.PERSON, FIELDS, SYNONYMS, {})
    assert (layout.header, layout.first, layout.last) == ((1, 1), 2, 19)
    assert [column.key for column in columns] == [
        "number", "name", "sex", "id_number", "living_address", "registered_address", "workplace",
        "note",
    ]  # fmt: skip
    lines = [{0: n, 1: f"张{n}", 4: "建设路1号"} for n in range(1, 31)]
    data = documents.fill(template, layout, lines, title_note="网格平台导出")
    rows = documents.cells(data)
    assert ["".join(text.split()) for text in rows[0]] == [
        "序号", "姓名", "性别", "公民身份号码", "暂住处所和详细地址", "常住户口所在地址", "现服务处所", "备注",
    ]  # fmt: skip
    assert [row[:2] for row in rows[1:]] == [[str(n), f"张{n}"] for n in range(1, 31)]
    document = docx.Document(BytesIO(data))
    assert document.paragraphs[0].text == docx.Document(path).paragraphs[0].text
    assert document.sections[0].footer.paragraphs[-1].text == "网格平台导出"


def test_a_card_of_one_person_is_refused_with_the_reason():
    document = docx.Document()
    table = document.add_table(3, 4)
    for at, word in enumerate(
        ("姓名", "", "性别", "", "民族", "", "籍贯", "", "住址", "", "电话", "")
    ):
        table.cell(at // 4, at % 4).text = word
    target = BytesIO()
    document.save(target)
    with pytest.raises(Refused) as refused:
        read(target.getvalue(), "卡片.docx", known_words(SYNONYMS))
    assert "卡片式" in refused.value.message


def test_a_csv_and_its_merged_twin_become_the_same_form():
    text = "某某统计表,,\n家庭成员,,住址\n姓名,年龄,\n".encode("gb18030")
    template, layout = read(text, "表.csv", known_words(SYNONYMS))
    assert [spot.parts for spot in layout.columns] == [
        ("家庭成员", "姓名"),
        ("家庭成员", "年龄"),
        ("住址",),
    ]
    data = workbooks.fill(template, layout, [{0: "张三", 1: 44, 2: "建设路1号"}])
    assert list(workbooks.cells(data))[3] == ["张三", "44", "建设路1号"]


def test_a_numbering_row_under_the_headings_is_no_line_and_sums_go_below():
    book = Workbook()
    page = book.active
    for row in (["单位", "总数", "男"], ["甲", 1, 2], [], [], ["合计", "=SUM(B3:B4)", None]):
        page.append(row)
    target = BytesIO()
    book.save(target)
    template, layout = read(target.getvalue(), "x.xlsx", known_words(SYNONYMS))
    assert (layout.first, layout.total) == (3, 5)
    lines = [{0: f"网格{n}", 1: n, 2: 1} for n in range(4)]
    data = workbooks.fill(template, layout, lines, totals={1: 6, 2: 4})
    assert list(workbooks.cells(data)) == [
        ["单位", "总数", "男"],
        ["甲", "1", "2"],
        *([f"网格{n}", str(n), "1"] for n in range(4)),
        ["合计", "6", "4"],
    ]


def test_formulas_and_links_of_the_sender_are_dropped():
    book = Workbook()
    page = book.active
    page.append(["姓名", "性别", "住址"])
    page["E1"] = '=HYPERLINK("http://example.invalid","点我")'
    page["A1"].hyperlink = "http://example.invalid"
    target = BytesIO()
    book.save(target)
    template, _ = read(target.getvalue(), "x.xlsx", known_words(SYNONYMS))
    page = load_workbook(BytesIO(template)).active
    assert (page["E1"].value, page["A1"].hyperlink) == (None, None)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "x.xlsx", "form.no_headings"),
        (b"PK\x03\x04", "x.docx", "file.unreadable"),
        (b"x" * (5 * 1024 * 1024 + 1), "x.xlsx", "form.too_large"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "x.xlsx", "file.encrypted"),
        (OLE + "WordDocument".encode("utf-16-le"), "x.doc", "form.doc"),
    ],
)
def test_bad_files_are_refused_in_words(content, name, code):
    with pytest.raises(Refused) as refused:
        read(content, name, known_words(SYNONYMS))
    assert refused.value.code == code


def test_a_document_with_declarations_in_its_xml_is_not_opened():
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(Refused) as refused:
        read(target.getvalue(), "x.docx", known_words(SYNONYMS))
    assert refused.value.code == "file.unreadable"


@pytest.mark.parametrize(
    ("heading", "key", "lifted"),
    [
        ("感染途径", "infection", False),
        ("原判刑期", "judicial", False),
        ("是否重点关注人员", "watched", False),
        ("宗教信仰", "belief", True),
        ("银行卡号", "account", True),
        ("姓名", "", False),
        ("残疾证发放时间", "", False),
    ],
)
def test_what_nobody_may_collect_is_told_by_its_heading(heading, key, lifted):
    ban = ban_of(heading)
    assert (ban.key if ban else "", bool(ban and ban.lifted)) == (key, lifted)


@pytest.mark.parametrize(
    ("word", "condition"),
    [
        ("60岁以上", "age=60-"),
        ("0-14岁", "age=0-14"),
        ("18周岁以下", "age=0-18"),
        ("残疾人数", "label=残疾人"),
        ("社区矫正人数", ""),
        ("育龄妇女数", "sex=2&age=15-49"),
        ("出租屋", ""),
    ],
)
def test_headings_of_statistics_say_whom_they_count(word, condition):
    assert condition_of(word) == condition


def test_yes_or_no_headings_ask_about_a_label_or_a_state():
    asked = ("是否低保户", "是否纳入低保", "是否人户一致", "是否干部亲属", "是否")
    assert [whether(word) for word in asked] == [
        "label=低保", "label=低保", "apart=together", "", "",
    ]  # fmt: skip


@given(
    st.sampled_from([c for c in CHOICES if c.startswith("age=")]),
    st.integers(0, 125),
    st.sampled_from(["1", "2"]),
)
def test_two_conditions_hold_where_each_of_them_does(band, age, sex):
    person = Counted(sex=sex, age=age)
    both = holds(f"sex=2&{band}", person)
    assert both == (holds("sex=2", person) and holds(band, person))


@given(
    st.lists(st.tuples(st.integers(0, 400), st.lists(st.text(max_size=9), max_size=3)), max_size=9),
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
)
def test_a_layout_comes_back_as_it_was_kept(columns, header):
    spots = tuple(Spot(index, tuple(parts)) for index, parts in columns)
    layout = Layout("xlsx", 0, "表", "题", header, 3, 2, 0, spots)
    assert Layout.from_json(json.loads(json.dumps(layout.as_json()))) == layout


def test_a_column_comes_back_as_it_was_kept():
    column = Column(3, ("家庭成员", "姓名"), Source.FIELD, "name", need="核对", must=True)
    assert Column.from_json(json.loads(json.dumps(column.as_json()))) == column


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "填报单位：        填报日期：   年  月  日",
            "填报单位：白沙社区    填报日期：2026年1月2日",
        ),
        ("填报单位：县民政局", "填报单位：县民政局"),
        ("填表人：          审核人：", "填表人：刘同志    审核人："),
        ("填 表 人:", "填 表 人:刘同志"),
        ("各填报单位：请于周五前报送", "各填报单位：请于周五前报送"),
    ],
)
def test_blanks_around_the_table_are_filled_and_what_is_written_stays(text, told):
    blanks = {"填报单位": "白沙社区", "填报日期": "2026年1月2日", "填表人": "刘同志"}
    assert filled(text, blanks) == told
