"""Reading cells and whole ledgers: what is changed, doubted, refused; and what is right."""

from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.truth import CARE, FAULTS, MIGRANTS, ROSTER, compare
from wangge.exchange.reports import write_mend, write_report
from wangge.exchange.sheets import open_book
from wangge.people.parsing.addresses import split_address
from wangge.people.parsing.choices import CODE_READERS, read_labels, read_relation, read_sex
from wangge.people.parsing.dates import read_date
from wangge.people.parsing.identity import IdState, read_id
from wangge.people.parsing.ledger import read_ledger
from wangge.people.parsing.names import read_name
from wangge.people.parsing.phones import read_phones
from wangge.people.parsing.texts import read_text, show
from wangge.people.rules import calc_check_digit, lengthen

TODAY = date(2026, 11, 24)
GOOD = lengthen("991000750725001")
WITH_X = next(n for s in range(1, 99) if (n := lengthen(f"991000750725{s:03}")).endswith("X"))


def said(reading):
    return [kind.key for kind, _ in reading.notes]


def csv(text):
    return read_ledger(text.encode(), "表.csv", today=TODAY)


# Names


@pytest.mark.parametrize(
    ("raw", "name", "kinds"),
    [
        ("杨明", "杨明", []),
        ("杨\u3000明", "杨明", ["name.blank_inside"]),
        ("杨明 ", "杨明", ["name.blank_end"]),
        (" 杨 明\u3000", "杨明", ["name.blank_end", "name.blank_inside"]),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提", ["name.dot"]),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提", ["name.dot"]),
        ("John  Smith", "John Smith", ["name.blank_inside"]),
        ("𠮷野", "𠮷野", []),
        ("王\U00030000", "王\U00030000", []),
        ("张三（大）", "张三", ["name.remark"]),
        ("张*明", "张*明", ["name.masked"]),
        ("张\ue000", "张\ue000", ["name.private"]),
        ("张三😀", "张三😀", ["name.odd"]),
        ("张3", "张3", ["name.odd"]),
        ("无", "", ["name.missing"]),
        ("\u3000", "", ["name.missing"]),
        ("王" * 101, "", ["name.too_long"]),
        ("王" * 10_000, "", ["name.too_long"]),
    ],
)
def test_names_are_read_as_the_register_writes_them(raw, name, kinds):
    reading = read_name(raw)
    assert (reading.value, said(reading)) == (name, kinds)


# ID numbers


@pytest.mark.parametrize(
    ("raw", "state", "kinds"),
    [
        (GOOD, "valid", []),
        (WITH_X, "valid", []),
        (WITH_X.lower(), "valid", ["id.width"]),
        (GOOD.translate({48 + d: 0xFF10 + d for d in range(10)}), "valid", ["id.width"]),
        (f"{GOOD[:6]} {GOOD[6:14]} {GOOD[14:]}", "valid", ["id.blanks"]),
        (f'="{GOOD}"', "valid", ["id.guarded"]),
        (f"'{GOOD}", "valid", ["id.guarded"]),
        (f"\t{GOOD}", "valid", ["id.guarded"]),
        ("991000750725001", "valid", ["id.lengthened"]),
        (991000750725001.0, "valid", ["id.lengthened"]),
        (float(GOOD[:15] + "000"), "doubtful", ["id.digits_lost"]),
        (9.91000197507251e17, "doubtful", ["id.digits_lost"]),
        ("9.91000197507251E+17", "doubtful", ["id.digits_lost"]),
        (GOOD[:15] + "000", "doubtful", ["id.digits_lost"]),
        ("99**********1234", "doubtful", ["id.masked"]),
        (GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2"), "doubtful", ["id.check_digit"]),
        (GOOD[:-1], "doubtful", ["id.length"]),
        ("991000197513250011", "doubtful", ["id.date"]),
        ("E12345678", "doubtful", ["id.other"]),
        ("无", "missing", ["id.missing"]),
    ],
)
def test_only_a_right_id_number_is_valid(raw, state, kinds):
    identity = read_id(raw, TODAY)
    assert (identity.state, said(identity)) == (state, kinds)
    if state == "valid":
        assert len(identity.number) == 18


@given(st.from_regex(r"[0-9Xx*Ee+. ０-９]{0,25}", fullmatch=True))
def test_what_passes_as_a_valid_number_fits_its_check_digit(text):
    identity = read_id(text, TODAY)
    if identity.state is IdState.VALID:
        assert calc_check_digit(identity.number) == identity.number[-1]
        assert identity.born is not None


@given(st.integers(10**17, 10**18 - 1))
def test_a_number_cell_of_18_digits_is_never_valid(number):
    assert read_id(float(number), TODAY).state is IdState.DOUBTFUL


def test_a_number_cell_is_shown_as_the_sheet_shows_it():
    assert show(9.9100019591218e17) == "9.91000195912180E+17"
    assert show(12000000001.0) == "12000000001"


def test_a_passport_is_taken_when_the_sheet_says_so():
    identity = read_id("E12345678", TODAY, "414")
    assert (identity.state, identity.number, said(identity)) == ("valid", "E12345678", [])


# Dates


@pytest.mark.parametrize(
    "raw",
    [
        "1975.7.25", "75-07-25", "1975年7月25日", "19750725", "1975/7/25", "1975-7-25", "75.07.25",
        "１９７５．７．２５", "1975 7 25", "一九七五年七月二十五日", 27600.0, 19750725.0, "1975,7,25",
        "1975-07-25 00:00:00", "27600",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_notation(raw):
    day = read_date(raw, TODAY)
    assert (day.value, said(day)) == (date(1975, 7, 25), ["date.notation"])


NOON = datetime(1975, 7, 25, 12)  # noqa: DTZ001 -- a sheet knows no zone


@pytest.mark.parametrize("raw", ["1975-07-25", date(1975, 7, 25), NOON])
def test_a_plain_date_needs_no_word(raw):
    assert read_date(raw, TODAY) == (date(1975, 7, 25), None, (), False)


@pytest.mark.parametrize("raw", ["1975-7", "1975年07月", "197507", 197507.0, "1975.07", 1975.07])
def test_year_and_month_are_no_date_yet(raw):
    assert read_date(raw, TODAY)[:2] == (None, (1975, 7))


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("2025-02-30", "date.impossible"),
        ("1975-13-01", "date.impossible"),
        ("2027-01-01", "date.impossible"),
        ("1850-01-01", "date.impossible"),
        ("七五年的", "date.impossible"),
        (1975.1, "date.impossible"),
        (-5.0, "date.impossible"),
        (1e300, "date.impossible"),
        ("农历1975年八月初三", "date.lunar"),
        ("不详", "text.unknown"),
        ("24.03.04", "date.century"),
    ],
)
def test_a_doubtful_date_is_said(raw, kind):
    assert said(read_date(raw, TODAY)) == [kind]


@given(st.dates(date(1930, 1, 1), TODAY))
def test_every_notation_of_a_day_is_that_day(day):
    shapes = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
    assert {read_date(day.strftime(shape), TODAY).value for shape in shapes} == {day}


@given(st.text(max_size=30) | st.floats(allow_nan=False, allow_infinity=False))
def test_no_cell_breaks_a_reader(raw):
    read_date(raw, TODAY)
    read_id(raw, TODAY)
    read_name(raw)
    read_phones(raw)
    read_text(raw)
    read_labels(raw)
    split_address(str(raw))
    for reader in CODE_READERS.values():
        reader(raw)


# Phones


@pytest.mark.parametrize(
    ("raw", "numbers", "kinds"),
    [
        ("12000000001", ("12000000001",), []),
        ("12000000001/12000000002", ("12000000001", "12000000002"), ["phone.two"]),
        ("12000000001、12000000001", ("12000000001",), ["phone.two"]),
        ("12000000001 12000000002", ("12000000001", "12000000002"), ["phone.two"]),
        (
            "12000000001；0772-2812345",
            ("12000000001", "07722812345"),
            ["phone.blanks", "phone.two"],
        ),
        ("120 0000 0001", ("12000000001",), ["phone.blanks"]),
        ("120-0000-0001", ("12000000001",), ["phone.blanks"]),
        (12000000001.0, ("12000000001",), ["phone.number"]),
        ("１２０００００００01", ("12000000001",), ["phone.width"]),
        ("+8612000000001", ("12000000001",), []),
        ("无", (), ["phone.none"]),
        ("—", (), ["phone.none"]),
        ("", (), []),
        ("120****0001", (), ["phone.masked"]),
        ("1200000000", (), ["phone.wrong"]),
        ("儿子，12000000001", ("12000000001",), ["phone.text", "phone.two"]),
        ("找他儿子", (), ["phone.text"]),
    ],
)
def test_phones_are_read_and_never_guessed(raw, numbers, kinds):
    phones = read_phones(raw)
    assert (phones.numbers, sorted(said(phones))) == (numbers, sorted(kinds))


# Code lists


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("户主", "02"), ("本人", "02"), ("儿子", "20"), ("之子", "20"), ("长女", "32"), ("媳妇", "12"),
        ("儿媳妇", "38"), ("老公", "11"), ("爱人", "10"), ("兄弟", "70"), ("姥姥", "64"), ("租客", "99"),
        ("20", "20"), ("配 偶", "10"),
    ],
)  # fmt: skip
def test_relations_in_other_words_become_codes(raw, code):
    assert read_relation(raw).value == code


def test_an_unknown_relation_is_doubted_not_guessed():
    reading = read_relation("干亲")
    assert (reading.value, said(reading)) == ("", ["relation.unknown"])


@pytest.mark.parametrize(
    ("raw", "code"), [("男", "1"), ("女 ", "2"), ("M", "1"), ("１", "1"), ("女性", "2"), ("?", "")]
)
def test_sex_is_read_from_words_and_codes(raw, code):
    assert read_sex(raw).value == code


def test_labels_are_told_apart():
    assert read_labels("低保；残疾").names == ("低保", "残疾人")
    assert read_labels("孤寡/高龄").names == ("孤寡老人", "高龄老人")
    assert [kind.key for kind, _ in read_labels("外星人").notes] == ["label.unknown"]


# Addresses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("柳东社区建设路1号1栋1单元101", ("柳东社区建设路1号", "1栋", "1单元", "101")),
        ("建设路3号三栋二单元502室", ("建设路3号", "3栋", "2单元", "502")),
        ("阳光花园3-1-502", ("阳光花园", "3栋", "1单元", "502")),
        ("阳光花园3栋1-502", ("阳光花园", "3栋", "1单元", "502")),
        ("阳光花园12号楼3单元6楼601", ("阳光花园", "12栋", "3单元", "601")),
        ("A座1203", ("", "A栋", "", "1203")),
        ("张家村二组15号", ("张家村二组", "15号", "", "")),
        ("柳东社区 建设路1号 1栋", ("柳东社区建设路1号", "1栋", "", "")),
        ("广西柳州市柳北区", ("广西柳州市柳北区", "", "", "")),
    ],
)
def test_addresses_are_split_into_road_building_unit_and_room(text, parts):
    assert tuple(split_address(text))[1:] == parts


# Rows


HEAD = "姓名,与户主关系,性别,出生日期,身份证号,联系电话,住址\n"


def test_a_valid_number_decides_and_the_contradiction_is_said():
    ledger = csv(f"{HEAD}张三,户主,女,1976-01-01,{GOOD},12000000001,建设路1号1栋1单元101\n")
    [draft] = ledger.drafts
    assert (draft.sex, draft.birth_date) == ("1", date(1975, 7, 25))
    assert ledger.faults == {"birth.against_id": 1, "sex.against_id": 1}


def test_a_wrong_number_keeps_the_person_and_tells_nothing():
    wrong = GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2")
    ledger = csv(f"{HEAD}张三,户主,女,1975-07-25,{wrong},12000000001,建设路1号1栋1单元101\n")
    [draft] = ledger.drafts
    assert (draft.id_state, draft.id_number, draft.sex) == ("doubtful", "", "2")
    assert [row.cells[4] for row in ledger.returned] == [wrong]


def test_a_row_without_a_name_goes_back():
    ledger = csv(f"{HEAD},户主,男,1975-07-25,{GOOD},12000000001,建设路1号1栋1单元101\n")
    assert (ledger.rows_read, ledger.refused, ledger.drafts) == (1, 1, [])
    assert ledger.faults == {"name.missing": 1}
    [row] = ledger.returned
    assert row.problems.startswith("姓名：没有可用的姓名")


def test_two_people_with_one_number_are_not_one_person():
    ledger = csv(
        f"{HEAD}张三,户主,男,,{GOOD},12000000001,建设路1号1栋1单元101\n"
        f"李四,户主,男,,{GOOD},12000000002,建设路1号1栋1单元102\n"
    )
    assert [(d.name, d.id_state) for d in ledger.drafts] == [
        ("张三", "valid"),
        ("李四", "doubtful"),
    ]
    assert ledger.drafts[1].birth_date is None
    assert ledger.faults == {"birth.from_id": 2, "row.conflict": 1}


def test_a_person_written_twice_is_one_and_blanks_are_filled():
    ledger = csv(
        f"{HEAD}张三,户主,男,,{GOOD},12000000001,建设路1号1栋1单元101\n"
        f"张三,户主,男,,{GOOD},12000000002,\n"
    )
    [draft] = ledger.drafts
    assert (ledger.merged, draft.phones) == (1, ("12000000001",))


def test_a_mark_with_nothing_above_is_doubted():
    ledger = csv(f"{HEAD}张三,户主,男,1975-07-25,{GOOD},12000000001,同上\n")
    assert ledger.drafts[0].address is None
    assert ledger.faults == {"cell.ditto_lost": 1}


def test_a_sheet_without_headings_is_said_and_not_read():
    ledger = csv("今天,天气\n很,好\n")
    assert (ledger.rows_read, ledger.faults) == (0, {"sheet.no_header": 1})


def test_a_column_that_means_nothing_is_said():
    ledger = csv("姓名,星座\n张三,狮子\n")
    assert [f.heading for f in ledger.findings if f.kind.key == "column.unused"] == ["星座"]


# The three messy ledgers, against the truth


@pytest.fixture(scope="module")
def messy():
    return {path: read_ledger(path, today=TODAY) for path in (ROSTER, MIGRANTS, CARE)}


@pytest.mark.parametrize("path", [ROSTER, MIGRANTS, CARE], ids=["roster", "migrants", "care"])
def test_the_fields_of_the_messy_ledgers_are_right(messy, path):
    counts, wrong_ids = compare(messy[path].drafts)
    assert wrong_ids == []
    right = sum(n for (_, told), n in counts.items() if told == "right")
    wrong = sum(n for (_, told), n in counts.items() if told == "wrong")
    assert right / (right + wrong) > 0.99
    assert right > 500


# Fault class of truth.json -> kinds that find it.
CLASSES = {
    "name with full-width blank": ["name.blank_inside"],
    "name with trailing blank": ["name.blank_end"],
    "同上 or 〃": ["cell.ditto"],
    "date in another notation": [
        "date.notation", "date.completed", "date.incomplete", "date.probable",
    ],
    "merged household cell": ["cell.merged"],
    "two phones in one cell": ["phone.two"],
    "phone with blanks": ["phone.blanks"],
    "phone kept as a number": ["phone.number"],
    "id with lower-case or full-width x/digits": ["id.width"],
    "id with wrong check digit": ["id.check_digit"],
    "id with a blank inside": ["id.blanks"],
    "id kept as a number (last digits lost)": ["id.digits_lost"],
    "id missing": ["id.missing"],
    "repeated header row": ["row.header_again"],
    "blank row": ["row.blank"],
    "duplicate person rows": ["row.duplicate"],
    "guarded id": ["id.guarded"],
}  # fmt: skip


@pytest.mark.parametrize("path", [ROSTER, MIGRANTS, CARE], ids=["roster", "migrants", "care"])
def test_every_fault_that_was_put_in_is_found_as_often(messy, path):
    told = messy[path].faults
    truth = {name: n for name, n in FAULTS[path.name].items() if name in CLASSES}
    found = {name: sum(told.get(kind, 0) for kind in CLASSES[name]) for name in truth}
    assert found == truth


def test_the_remaining_fault_classes_are_found_too(messy):
    told = messy[ROSTER].faults
    exact = [d for d in messy[ROSTER].drafts if d.relation in {"22", "32"}]  # 长子, 长女
    assert told["relation.synonym"] + len(exact) == FAULTS[ROSTER.name]["relation in another word"]
    assert told["row.subtotal"] == FAULTS[ROSTER.name]["subtotal row"] + 2  # and two 合计
    assert told["phone.none"] + told["phone.missing"] >= FAULTS[ROSTER.name]["phone missing or 无"]
    assert len(messy[ROSTER].drafts) == FAULTS[ROSTER.name]["people"]
    households = {(d.sheet, d.household_number) for d in messy[ROSTER].drafts}
    assert len(households) == FAULTS[ROSTER.name]["households"]


def test_every_row_of_the_sheets_is_accounted_for(messy):
    ledger = messy[ROSTER]
    skipped = [f for f in ledger.findings if f.kind.key.startswith("row.") and not f.column]
    rows = {"第一网格": 401, "第二网格 ": 432}
    for sheet, total in rows.items():
        data = sum(draft.sheet == sheet for draft in ledger.drafts)
        assert data + sum(f.sheet == sheet for f in skipped) == total


# Reports


def test_the_report_holds_every_finding_and_no_formula(messy):
    target = BytesIO()
    ledger = csv('姓名,电话\n"=1+1",12000000001/12000000002\n@SUM(A1),无\n')
    write_report(target, {"文件": "=HYPERLINK(1)"}, ledger.findings)
    about, problems = open_book(target.getvalue())
    assert next(about.rows())[1][:2] == ["文件", "=HYPERLINK(1)"]
    lines = [cells for _, cells in problems.rows()]
    assert lines[0][:4] == ["工作表", "行", "列", "栏目"]
    assert len(lines) == len(ledger.findings) + 1
    assert b"<f>" not in b"".join(_parts(target.getvalue()))


def test_the_mend_workbook_has_the_old_headings_and_reads_back(messy):
    target = BytesIO()
    write_mend(target, messy[ROSTER].returned)
    sheets = {sheet.name: list(sheet.rows()) for sheet in open_book(target.getvalue())}
    assert list(sheets) == ["第一网格", "第二网格"]
    headings = sheets["第一网格"][0][1]
    assert headings[:4] == ["序号", "户号", "姓名", "与户主关系"]
    assert headings[-1] == "问题说明"
    again = read_ledger(target.getvalue(), "待修改.xlsx", today=TODAY)
    assert again.rows_read == len(messy[ROSTER].returned)
    assert [d.id_state for d in again.drafts] == [
        d.id_state
        for d in messy[ROSTER].drafts
        if (d.sheet, d.row) in {(r.sheet, r.row) for r in messy[ROSTER].returned}
    ]


def _parts(data):
    import zipfile

    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist()]
