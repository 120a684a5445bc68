"""A workbook given out comes back as what was changed in it, and nothing else."""

from datetime import date, timedelta

import openpyxl
import pytest

from wangge.dictionary import values
from wangge.dictionary.fields import BY_KEY
from wangge.exchange import export_runs, exports
from wangge.exchange.models import Export
from wangge.exchange.watermarks import key_of, read_key, recognise
from wangge.kernel import clock
from wangge.kernel.errors import Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.people.imports import import_people
from wangge.people.models import Person, PersonChange
from wangge.people.round_trip.comparing import compare
from wangge.people.round_trip.writing import import_back, write

HEADER = 2
LEDGER = """姓名,性别,公民身份号码,联系电话,与户主关系,户号,现住址,民族,文化程度,职业,备注,人员标签,所属网格
王建国,男,990102196001010015,12010000001；12010000002,户主,H1,建设路12号3栋2单元501室,汉,大学,教师,喜欢下棋,低保,第一网格
李秀英,女,990102196203030024,12010000003,妻,H1,建设路12号3栋2单元501室,壮,初中,,,,第一网格
王小明,男,,,长子,H1,建设路12号3栋2单元501室,汉族,,=1+1,,,第二网格
"""


@pytest.fixture
def people(world):
    text = LEDGER.replace("990102196001010015", numbered("99010219600101001"))
    text = text.replace("990102196203030024", numbered("99010219620303002"))
    import_people(text.encode(), "台账.csv", world.community)
    return {person.name: person for person in Person.objects.all()}


def numbered(start):
    from stdnum.cn.ric import calc_check_digit

    return start + calc_check_digit(start + "0")


def given(world, path, *, reason=None):
    export_runs.to_file("people", path, world.community, reason=reason)
    return openpyxl.load_workbook(path)


def at(sheet, name):
    return next(cell.column for cell in sheet[HEADER] if cell.value == name)


def row_of(sheet, person):
    keys = [cell.value for cell in sheet["A"]]
    return keys.index(next(key for key in keys if str(key).startswith(person.uid.hex))) + 1


def put(book, path, person, **cells):
    """Edit cells of a resident by their headings and save."""
    sheet = book.worksheets[0]
    for heading, value in cells.items():
        sheet.cell(row_of(sheet, person), at(sheet, heading)).value = value
    book.save(path)


def changes(path, world, staff=None):
    found = compare(path, path.name, world.community, staff=staff)
    return [
        (row.name, edit.key, edit.old, edit.new, edit.conflict)
        for row in found.changes
        for edit in row.edits
    ]


def change(person, at=None, **facts):
    """Somebody else changes a field, as people.editing does."""
    for key, value in facts.items():
        old = (
            person.facts.get(key, "")
            if key not in {"name", "living_address"}
            else getattr(person, key)
        )
        PersonChange.objects.create(
            person=person, field=key, old=old, new=value, source="走访", at=at or clock.now()
        )
        if key in {"name", "living_address"}:
            setattr(person, key, value)
        else:
            person.facts[key] = value
    person.version += 1
    person.save()


@pytest.mark.parametrize("reason", [None, "核对底册"])
def test_an_export_nobody_edited_changes_nothing(world, people, tmp_path, reason):
    path = tmp_path / "导出.xlsx"
    book = given(world, path, reason=reason)
    assert changes(path, world) == []
    book.save(path)  # as another program writes it
    before = list(Person.objects.order_by("pk").values())
    result = import_back(path, code=world.community.number)
    figures = (result.rows_read, result.created, result.updated, result.unchanged, result.refused)
    assert (figures, result.faults) == ((3, 0, 0, 3, 0), {})
    assert list(Person.objects.order_by("pk").values()) == before


def test_nobody_edited_it_but_the_ledger_went_on(world, people, tmp_path):
    """What others did since is not undone by a sheet that knows nothing of it."""
    path = tmp_path / "导出.xlsx"
    given(world, path, reason="核对底册")
    change(people["王建国"], occupation="厨师", education="20")
    change(people["李秀英"], name="李秀兰")
    assert changes(path, world) == []


def test_edits_are_told_cell_by_cell(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    book = given(world, path)
    put(book, path, people["王建国"], 职业="厨师", 备注=None)
    put(book, path, people["李秀英"], 联系电话="12010000009")
    assert changes(path, world) == [
        ("王建国", "occupation", "教师", "厨师", False),
        ("王建国", "note", "喜欢下棋", "", False),
        ("李秀英", "phone", "120****0003", "12010000009", False),
    ]


def test_another_way_to_write_the_same_is_no_edit(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    book = given(world, path, reason="核对底册")
    put(
        book, path, people["王建国"], 民族="汉", 文化程度="本科" if "本科" in str(BY_KEY["education"].codes) else "大学",
        出生日期="1960/1/1", 联系电话="12010000002、12010000001", 职业=" 教师 ",
    )  # fmt: skip
    assert changes(path, world) == []
    put(book, path, people["王建国"], 出生日期=date(1960, 1, 1))
    assert changes(path, world) == []


def test_the_same_field_changed_on_both_sides_is_a_conflict(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    book = given(world, path)
    change(people["王建国"], occupation="门卫")
    put(book, path, people["王建国"], 职业="厨师", 备注="每周二在家")
    assert changes(path, world) == [
        ("王建国", "occupation", "门卫", "厨师", True),
        ("王建国", "note", "喜欢下棋", "每周二在家", False),
    ]


def test_a_mask_is_never_taken_for_a_value(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    book = given(world, path)
    put(
        book,
        path,
        people["王建国"],
        姓名="赵*",
        联系电话="120****9999",
        公民身份号码="9****************X",
    )
    found = compare(path, path.name, world.community)
    assert (found.changes, found.untouched) == ([], 3)
    assert found.faults == {"export.cell_masked": 3}


def test_columns_that_other_pages_change_are_not_written(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    book = given(world, path)
    put(book, path, people["王建国"], 户号="H9", 所属网格="第二网格")
    found = compare(path, path.name, world.community)
    assert (found.changes, found.faults) == ([], {"export.cell_locked": 2})


def test_rows_that_are_gone_are_said_and_nobody_is_deleted(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    book = given(world, path)
    book.worksheets[0].delete_rows(row_of(book.worksheets[0], people["王小明"]))
    book.save(path)
    result = import_back(path, code=world.community.number)
    assert result.faults == {"export.rows_missing": 1}
    assert Person.objects.count() == 3


def test_a_row_without_a_key_is_somebody_new(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    book = given(world, path)
    sheet = book.worksheets[0]
    last = sheet.max_row + 1
    sheet.cell(last, at(sheet, "姓名")).value = "新来的"
    sheet.cell(last, at(sheet, "现住址")).value = "建设路12号3栋2单元502室"
    book.save(path)
    found = compare(path, path.name, world.community)
    assert [(row.sheet, row.row) for row in found.added] == [("人口台账", last)]
    assert write(found, world.community, dry_run=True).created == 1
    assert Person.objects.count() == 3
    result = import_back(path, code=world.community.number)
    assert (result.created, result.unchanged) == (1, 3)
    assert {finding.row for finding in result.findings if finding.heading} == {last}


def test_a_copied_row_and_a_strangers_row_are_refused(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    book = given(world, path)
    sheet = book.worksheets[0]
    copied = [cell.value for cell in sheet[HEADER + 1]]
    sheet.append(copied)
    sheet.append([key_of(uuid7(), 1), *copied[1:]])
    book.save(path)
    found = compare(path, path.name, world.community)
    assert found.faults == {"export.row_twice": 1, "export.row_unknown": 1}
    assert (found.refused, len(found.returned), found.added) == (2, 2, [])


def test_a_workbook_shows_a_stranger_nothing(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    put(given(world, path), path, people["王建国"], 职业="厨师")
    with pytest.raises(Missing):
        compare(path, path.name, world.community, staff=world.staff("stranger"))
    found = compare(path, path.name, world.other_community, staff=world.staff("stranger"))
    assert found.faults == {"export.row_unknown": 3}


def test_a_column_added_by_hand_asks_no_sensitive_value_away(world, people, tmp_path):
    person = people["王建国"]
    person.facts["chronic"] = "1"
    person.save()
    sensitive = next(
        f for f in BY_KEY.values()
        if f.sensitivity == "sensitive" and f.mask == "none" and f.type == "text" and f.subject == "person"
    )  # fmt: skip
    person.facts[sensitive.key] = "不能让人看见"
    person.save()
    path = tmp_path / "导出.xlsx"
    book = given(world, path)
    sheet = book.worksheets[0]
    column = sheet.max_column + 1
    sheet.cell(HEADER, column).value = sensitive.label
    sheet.cell(row_of(sheet, person), column).value = "试探"
    book.save(path)
    assert [old for _, key, old, _, _ in changes(path, world) if key == sensitive.key] == ["***"]


def test_a_workbook_is_known_by_its_keys_alone(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    book = given(world, path)
    export = Export.objects.get()
    assert recognise(path).uid == export.uid
    book.worksheets[0].delete_rows(1)  # the marked line
    book.save(path)
    assert recognise(path) == (None, None)
    assert changes(path, world) == []
    change(people["王建国"], note="新的备注")  # nobody knows when the sheet was made
    assert changes(path, world) == [("王建国", "note", "新的备注", "喜欢下棋", True)]


def test_other_files_are_none_of_ours(world, tmp_path):
    path = tmp_path / "t.xlsx"
    export_runs.template("people", path, world.community)
    assert recognise(path) is None
    assert recognise("姓名,性别\n甲,男\n".encode()) is None
    assert recognise(b"PK\x03\x04broken") is None
    with pytest.raises(Refused):
        compare(path, path.name, world.community)


def test_a_template_filled_in_is_a_ledger_like_any_other(world, tmp_path):
    path = tmp_path / "模板.xlsx"
    export_runs.template("people", path, world.community)
    empty = import_people(path, path.name, world.community)
    assert (empty.rows_read, empty.faults) == (0, {})
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = [str(cell.value) for cell in sheet[1]]
    assert "姓名*" in headings
    for heading, value in {"姓名*": "新来的", "现住址*": "建设路12号3栋2单元502室"}.items():
        sheet.cell(3, headings.index(heading) + 1).value = value
    book.save(path)
    filled = import_people(path, path.name, world.community)
    assert (filled.rows_read, filled.created) == (1, 1)


def test_a_key_is_read_back_and_nothing_else_is():
    uid = uuid7()
    assert read_key(key_of(uid, 12)) == (uid, 12)
    assert read_key(f" {key_of(uid, 1)} ") == (uid, 1)
    assert [read_key(text) for text in ("", "12", uid.hex, "v1", 5.0)] == [None] * 5


def test_sensitive_labels_are_in_no_workbook(world, people, tmp_path):
    kind = exports.kind_of("people")
    person = people["王建国"]
    label = person.labels.get().label
    columns = exports.chosen(kind, None, world.community.code, ["name", "labels"])
    assert [cells[1] for _key, cells in kind.read(None, [person.pk], columns, True)] == ["低保"]
    label.sensitive = True
    label.save()
    assert [cells[1] for _key, cells in kind.read(None, [person.pk], columns, True)] == [""]


def test_the_rows_of_a_run_cost_a_fixed_number_of_queries(
    world, people, django_assert_max_num_queries
):
    kind = exports.kind_of("people")
    columns = exports.chosen(kind, None, world.community.code)
    keys = kind.select(None, world.community, {})
    with django_assert_max_num_queries(6):
        assert len(list(kind.read(None, keys, columns, False))) == 3


def test_what_is_kept_and_what_is_shown_agree_with_the_dictionary(world, people):
    person = people["王建国"]
    assert (
        values.show(BY_KEY["education"], person.facts["education"], whole=True)
        != person.facts["education"]
    )


def test_edits_are_written_with_their_history(world, people, tmp_path):
    path = tmp_path / "改好.xlsx"
    book = given(world, path, reason="核对底册")
    put(book, path, people["王建国"], 职业="厨师")
    result = import_back(path, code=world.community.number)
    assert (result.updated, result.unchanged, result.refused) == (1, 2, 0)
    person = Person.objects.get(pk=people["王建国"].pk)
    told = person.changes.filter(field="occupation").first()
    assert (person.facts["occupation"], person.version) == ("厨师", people["王建国"].version + 1)
    assert (told.old, told.new, told.source) == ("教师", "厨师", "导入 改好.xlsx")
    assert told.cause == Export.objects.get().uid
    assert import_back(path, code=world.community.number).updated == 0


def test_conflicts_are_written_only_when_somebody_decides_for_the_sheet(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    person = people["王建国"]
    book = given(world, path)
    change(person, occupation="门卫")
    put(book, path, person, 职业="厨师")
    result = import_back(path, code=world.community.number)
    assert (result.updated, result.faults, len(result.returned)) == (0, {"export.conflict": 1}, 1)
    found = compare(path, path.name, world.community)
    result = write(found, world.community, taken={(person.uid, "occupation")})
    assert (result.updated, result.faults, result.returned) == (1, {}, [])
    person.refresh_from_db()
    assert person.facts["occupation"] == "厨师"


def test_a_value_that_cannot_be_sends_its_row_back_and_leaves_the_rest(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    book = given(world, path)
    put(book, path, people["王建国"], 出生日期="去年冬天")
    put(book, path, people["李秀英"], 职业="裁缝")
    result = import_back(path, code=world.community.number)
    assert (result.updated, result.unchanged, len(result.returned)) == (1, 2, 1)
    assert result.faults == {"export.cell_wrong": 1}


def test_another_hand_on_the_row_between_looking_and_writing_is_noticed(world, people, tmp_path):
    path = tmp_path / "导出.xlsx"
    put(given(world, path), path, people["王建国"], 职业="厨师")
    found = compare(path, path.name, world.community)
    change(people["王建国"], occupation="门卫", at=clock.now() + timedelta(seconds=1))
    result = write(found, world.community)
    assert (result.updated, result.refused) == (0, 1)
