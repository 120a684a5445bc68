"""Every field of the dictionary comes in by a ledger, and the fields an area added."""

import io
from datetime import date

import xlsxwriter

from wangge.dictionary.actions import add_field
from wangge.dictionary.fields import FIELDS
from wangge.dictionary.shape import Subject, Type
from wangge.people.imports import import_people
from wangge.people.models import Person, PersonChange
from wangge.people.parsing.facts import COLUMNS, LIFE

WATER = {
    "subject": "person", "type": "code", "label": "送水服务", "section": "民政",
    "owner": "社区居委会", "purpose": "给老人送桶装水", "sensitivity": "personal",
    "mask": "none", "codes": ["每周", "每两周"], "synonyms": ["送水频次"], "reconfirm_days": 180,
    "basis": "居民会议决议",
}  # fmt: skip


def sheet(*rows):
    return ("\n".join(rows) + "\n").encode()


def workbook(rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                write = page.write_datetime if isinstance(cell, date) else page.write
                write(y, x, cell)
    return out.getvalue()


def test_further_fields_go_to_the_facts_in_their_stored_form(world):
    result = import_people(
        sheet(
            "姓名,出生日期,住址,健康状况,残疾类别,是否有医疗保险,个人年收入,监护人姓名,监护人电话,入党时间,居住证到期日期",
            "张三,1980-01-01,建设路1号1栋1单元101,健康,肢体/视力,有,1.2万元,李四,12900000009,2001年7月1日,2031-5-1",
            "王五,1981-01-01,建设路1号1栋1单元102,无,无,无,不详,无,无,无,无",
        ),
        "台账.csv",
        world.community,
    )
    zhang, wang = Person.objects.order_by("pk")
    assert zhang.facts == {
        "health": "1", "disability_kind": ["1", "4"], "has_medical": "1", "personal_income": "12000",
        "guardian_name": "李四", "guardian_phone": "12900000009", "party_joined_on": "2001-07-01",
        "permit_until": "2031-05-01",
    }  # fmt: skip
    assert wang.facts == {"has_medical": "0"}
    assert result.created == 2


def test_importing_the_same_further_fields_again_changes_nothing(world):
    data = sheet(
        "姓名,出生日期,住址,残疾类别,监护人电话,居住证到期日期",
        "张三,1980-01-01,建设路1号1栋1单元101,肢体、视力,12900000009,2031-05-01",
    )
    import_people(data, "台账.csv", world.community)
    before = PersonChange.objects.count()
    again = import_people(data, "台账.csv", world.community)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert PersonChange.objects.count() == before
    other = data.replace("肢体、视力".encode(), "肢体".encode())
    import_people(other, "台账.csv", world.community)
    told = PersonChange.objects.get(field="disability_kind")
    assert (told.old, told.new) == ("视力；肢体", "肢体")


def test_a_value_that_cannot_be_is_named_and_goes_back(world):
    result = import_people(
        sheet(
            "姓名,出生日期,住址,个人年收入,监护人身份证号,入党时间,死亡日期",
            "张三,1980-01-01,建设路1号1栋1单元101,不少,99010219800101001X,2001年7月,2020-01-01",
        ),
        "台账.csv",
        world.community,
    )
    assert Person.objects.get().facts == {}
    told = {finding.heading: finding.kind.key for finding in result.findings if finding.heading}
    assert told == {
        "个人年收入": "value.refused", "监护人身份证号": "value.refused",
        "入党时间": "value.refused", "死亡日期": "note.status",
    }  # fmt: skip
    assert len(result.returned) == 1


def test_a_workbooks_dates_to_come_and_numbers_are_read(world):
    rows = [
        ["姓名", "出生日期", "住址", "居住证到期日期", "子女数", "残疾证有效期至"],
        ["张三", date(1980, 1, 1), "建设路1号1栋1单元101", date(2031, 5, 1), 2, 47970],
    ]
    import_people(workbook(rows), "台账.xlsx", world.community)
    assert Person.objects.get().facts == {
        "permit_until": "2031-05-01", "children_born": "2", "disability_until": "2031-05-02",
    }  # fmt: skip


def test_a_field_of_ones_own_comes_in_where_it_holds(world):
    row = add_field(world.staff("chen"), world.community.code, WATER)
    data = sheet("姓名,出生日期,住址,送水频次", "张三,1980-01-01,建设路1号1栋1单元101,每两周")
    import_people(data, "台账.csv", world.community)
    assert Person.objects.get().facts == {row.key: "02"}
    Person.objects.all().delete()
    result = import_people(data, "台账.csv", world.other_community)
    assert Person.objects.get().facts == {}
    assert [f.kind.key for f in result.findings if f.heading] == ["column.unused"]


PLAIN = [
    f for f in FIELDS
    if f.subject is Subject.PERSON and f.key not in COLUMNS | LIFE and not f.elsewhere
]  # fmt: skip
SAMPLES = {
    Type.TEXT: "第一项", Type.NAME: "李四", Type.ADDRESS: "建设路2号", Type.DATE: "2020-05-01",
    Type.NUMBER: "2", Type.MONEY: "1200", Type.PHONES: "12900000009", Type.BOOLEAN: "是",
    Type.ID_NUMBER: "990102198001010010",
}  # fmt: skip


def test_the_label_of_every_field_is_a_heading(world):
    cells = {
        f.key: SAMPLES.get(f.type) or next(iter((f.codes or {"": ""}).values())) for f in PLAIN
    }
    rows = [
        ["姓名", "出生日期", "住址", *(f.label for f in PLAIN)],
        ["张三", "1980-01-01", "建设路1号1栋1单元101", *(cells[f.key] for f in PLAIN)],
    ]
    import_people(workbook(rows), "台账.xlsx", world.community)
    assert sorted(Person.objects.get().facts) == sorted(f.key for f in PLAIN)
