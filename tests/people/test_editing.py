from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from wangge.audit.models import Record
from wangge.dictionary.actions import add_field
from wangge.dictionary.fields import FIELDS
from wangge.dictionary.shape import Subject
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused, Stale
from wangge.people import contradictions
from wangge.people.editing import change_household, change_person
from wangge.people.facts import values_of, values_of_household
from wangge.people.imports import import_people
from wangge.people.models import Household, HouseholdChange, Person, PersonChange
from wangge.people.queries import Filters, listed
from wangge.people.rules import lengthen

ZHANG, LI = lengthen("991000800101001"), lengthen("991000820202002")  # a man, a woman
SHEET = f"""姓名,性别,身份证号,联系电话,住址,与户主关系
张三,男,{ZHANG},12100000001,建设路1号1栋1单元101,户主
李四,女,{LI},12100000002,建设路1号1栋1单元101,妻
""".encode()
SOURCE = "采集表"


@pytest.fixture
def zhang(world):
    import_people(SHEET, "花名册.csv", world.community)
    Person.objects.update(area=world.grid.code)
    Household.objects.update(area=world.grid.code)
    return Person.objects.get(name="张三")


def change(world, person, values, *, name="wang", version=None, **other):
    return change_person(
        world.staff(name), person.uid, version=version or person.version, values=values,
        source=SOURCE, **other,
    )  # fmt: skip


def faults(call):
    with pytest.raises(Invalid) as caught:
        call()
    return {fault.field: fault.detail for fault in caught.value.faults}


def test_what_is_on_record_is_told_by_dictionary_key(zhang):
    told = values_of(zhang, opened=True)
    assert told == {
        "name": "张三", "sex": "1", "birth_date": "1980-01-01", "relation": "02", "id_type": "111",
        "id_number": ZHANG, "phone": "12100000001", "residence": "registered",
        "living_address": "建设路1号1栋1单元101",
    }  # fmt: skip
    closed = values_of(zhang)
    assert set(told) - set(closed) == {"id_number", "phone"}


def test_columns_and_facts_change_together_and_each_leaves_its_line(world, zhang):
    cause = uuid4()
    row = change(
        world, zhang,
        {"workplace": "供水厂", "marital": "已婚", "disability_kind": ["肢体"], "name": "张三丰",
         "personal_income": "1.2万"},
        cause=cause,
    )  # fmt: skip
    assert (row.name, row.version) == ("张三丰", zhang.version + 1)
    assert row.facts == {"workplace": "供水厂", "marital": "20", "disability_kind": ["4"],
                         "personal_income": "12000"}  # fmt: skip
    rows = PersonChange.objects.filter(person=zhang, source=SOURCE).order_by("field")
    assert [(r.field, r.old, r.new, r.cause, r.actor) for r in rows] == [
        ("disability_kind", "", "肢体", cause, world.users["wang"]),
        ("marital", "", "20", cause, world.users["wang"]),
        ("name", "张三", "张三丰", cause, world.users["wang"]),
        ("personal_income", "", "12000", cause, world.users["wang"]),
        ("workplace", "", "供水厂", cause, world.users["wang"]),
    ]
    found = listed(world.staff("wang"), Filters(text="三丰"))
    assert [person.name for person in found] == ["张三丰"]
    assert Record.objects.get(verb="person.change").detail["fields"] == [
        "disability_kind", "marital", "name", "personal_income", "workplace",
    ]  # fmt: skip


def test_the_same_values_again_change_nothing_even_with_an_old_version(world, zhang):
    values = {"workplace": "供水厂", "phone": "12100000001", "id_number": ZHANG}
    first = change(world, zhang, values)
    again = change(world, zhang, values)  # the version of before the first
    assert (first.version, again.version) == (2, 2)
    assert PersonChange.objects.filter(source=SOURCE).count() == 1


def test_who_comes_late_with_something_else_is_told_so(world, zhang):
    change(world, zhang, {"workplace": "供水厂"})
    with pytest.raises(Stale) as caught:
        change(world, zhang, {"workplace": "电厂"})
    assert caught.value.version == 2
    assert Person.objects.get(pk=zhang.pk).facts == {"workplace": "供水厂"}


def test_one_fault_and_nothing_is_written(world, zhang):
    told = faults(
        lambda: change(
            world,
            zhang,
            {
                "workplace": "供水厂",
                "marital": "结过",
                "height": "1.8",
                "grid_name": "第二网格",
                "name": "",
                "family_income": "1",
            },
        )
    )
    assert set(told) == {"marital", "height", "grid_name", "name", "family_income"}
    assert told["name"] == "“姓名”不能清空。"
    assert told["grid_name"] == "“所属网格”不在这里修改：由房屋所在网格得出。"
    row = Person.objects.get(pk=zhang.pk)
    assert (row.facts, row.version) == ({}, 1)


def test_empty_clears_only_what_is_sent(world, zhang):
    row = change(world, zhang, {"workplace": "供水厂", "occupation": "工人"})
    row = change(world, row, {"workplace": ""})
    assert row.facts == {"occupation": "工人"}
    row = change(world, row, {"phone": None, "id_number": ""})
    assert (row.phones.count(), row.id_state, bytes(row.id_index)) == (0, "missing", b"")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"birth_date": "1981-01-01"}, {"birth_date": "与身份证号码里的出生日期 1980-01-01 不一致，请核对。"}),
        ({"sex": "女"}, {"sex": "身份证号码表明是男性，与登记的性别不一致，请核对。"}),
        ({"id_number": lengthen("991000820202004")}, {"id_number": "与身份证号码里的出生日期 1982-02-02 不一致，请核对。"}),
        ({"relation": "妻"}, {"relation": "与户主关系和性别不一致，请核对。"}),
        ({"graduated_on": "1979-07-01"}, {"graduated_on": "“毕业时间”早于出生日期，请核对。"}),
        ({"arrived_on": "2149-01-01"}, {"arrived_on": "“到达日期”在今天之后，请核对。"}),
        ({"party_joined_on": "1990-07-01"}, {"party_joined_on": "入党时不满 18 岁，请核对。"}),
        ({"pregnancy": "孕期"}, {"pregnancy": "性别是男，孕产情况请核对。"}),
        ({"marital": "未婚", "spouse_name": "李四"},
         {"spouse_name": "婚姻状况是未婚，却有配偶姓名，请核对。"}),
        ({"enlisted_on": "2000-12-01", "discharged_on": "1999-12-01"},
         {"discharged_on": "“退伍时间”早于“入伍时间”，请核对。"}),
        ({"id_type": "普通护照", "id_number": "E12345678"}, {}),
        ({"id_number": "E12345678"},
         {"id_number": "证件类型是居民身份证时要填 18 位号码；其他证件请先选证件类型。"}),
    ],
)  # fmt: skip
def test_facts_that_contradict_each_other_are_named(world, zhang, values, told):
    if told:
        assert faults(lambda: change(world, zhang, values)) == told
    else:
        assert change(world, zhang, values).id_type == "414"


def test_an_old_contradiction_does_not_stand_in_the_way_of_other_fields(world, zhang):
    Person.objects.filter(pk=zhang.pk).update(sex="2")
    assert change(world, zhang, {"workplace": "供水厂"}).facts == {"workplace": "供水厂"}


def test_there_is_one_head_and_one_holder_of_a_number(world, zhang):
    li = Person.objects.get(name="李四")
    assert faults(lambda: change(world, li, {"relation": "户主"})) == {
        "relation": "这一户已有户主；换户主请在“人口变动”页办理。"
    }
    change(world, zhang, {"id_number": ""})
    other = change(world, li, {"id_number": "", "birth_date": "", "sex": "", "relation": ""})
    change(world, zhang, {"id_number": ZHANG}, version=2)
    assert set(faults(lambda: change(world, other, {"id_number": ZHANG}))) == {"id_number"}


def test_numbers_lie_sealed_and_the_history_keeps_masks(world, zhang):
    values = {
        "guardian_phone": "12900000009", "disability_number": ZHANG + "43",
        "phone": "12100000003、12100000001",
    }  # fmt: skip
    row = change(world, zhang, values)
    assert [phone.number(row) for phone in row.phones.all()] == ["12100000003", "12100000001"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM people_person WHERE id = %s", [row.pk])
        raw = str(cursor.fetchone()[0])
    assert ("guardian_phone" in raw, "12900000009" in raw, ZHANG in raw) == (True, False, False)
    told = values_of(row, opened=True)
    assert (told["guardian_phone"], told["disability_number"]) == ("12900000009", ZHANG + "43")
    assert "guardian_phone" not in values_of(row)
    masks = dict(PersonChange.objects.filter(source=SOURCE).values_list("field", "new"))
    assert masks == {
        "guardian_phone": "129****0009",
        "disability_number": "9" + "*" * 18 + "3",
        "phone": "121****0003；121****0001",
    }
    again = change(world, row, values)
    assert again.version == row.version


def test_who_may_not_collect_or_see_changes_nothing(world, zhang):
    with pytest.raises(Missing):
        change(world, zhang, {"workplace": "供水厂"}, name="stranger")
    with pytest.raises(Missing):
        change_person(world.staff("wang"), UUID(int=1), version=1, values={}, source=SOURCE)
    with pytest.raises(Refused) as caught:
        change(world, zhang, {"workplace": "供水厂"}, name="county_leader")
    assert caught.value.code == "ledger.collect"


def test_restricted_and_hidden_fields_do_not_exist_for_others(world, zhang):
    assert set(faults(lambda: change(world, zhang, {"religion": "佛教"}, name="xin"))) == {
        "religion"
    }
    assert change(world, zhang, {"religion": "佛教"}).facts == {"religion": "10"}


def test_a_local_field_is_a_field_like_any_other(world, zhang):
    row = add_field(world.staff("chen"), world.community.code, {
        "subject": "person", "type": "boolean", "label": "参加长者食堂", "section": "民政",
        "owner": "社区居委会", "purpose": "安排长者食堂用餐", "sensitivity": "personal",
        "mask": "none", "basis": "居民会议决议", "reconfirm_days": 180,
    })  # fmt: skip
    changed = change(world, zhang, {row.key: "是"})
    assert changed.facts == {row.key: "1"}
    assert values_of(changed)[row.key] == "1"


def test_a_household_changes_by_the_same_rules(world, zhang):
    home = zhang.household
    wang = world.staff("wang")
    values = {
        "book_state": "未更换", "law_abiding": "良好", "family_income": "8万", "register_number": "0012",
        "home_hazards": ["消防", "治安"], "allowance_number": "450205001", "household_kind": "集体户",
    }  # fmt: skip
    row = change_household(wang, home.uid, version=1, values=values, source=SOURCE)
    assert (row.number, row.kind, row.version) == ("0012", "collective", 2)
    assert values_of_household(row, opened=True) == {
        "household_kind": "collective", "register_number": "0012", "book_state": "02",
        "law_abiding": "01", "family_income": "80000", "home_hazards": ["01", "02"],
        "allowance_number": "450205001",
    }  # fmt: skip
    assert HouseholdChange.objects.filter(household=home).count() == len(values)
    same = change_household(wang, home.uid, version=1, values=values, source=SOURCE)
    assert same.version == 2
    told = faults(
        lambda: change_household(
            wang, home.uid, version=2, values={"income_per_head": "9万"}, source=SOURCE
        )
    )
    assert told == {"income_per_head": "年人均收入高于家庭年收入，请核对。"}
    with pytest.raises(Missing):
        change_household(world.staff("stranger"), home.uid, version=2, values={}, source=SOURCE)
    assert set(
        faults(
            lambda: change_household(
                world.staff("xin"), home.uid, version=2, values={"law_abiding": "01"}, source=SOURCE
            )
        )
    ) == {"law_abiding"}


def test_an_edit_costs_the_same_whatever_the_household_holds(
    world, zhang, django_assert_max_num_queries
):
    with django_assert_max_num_queries(18):
        change(world, zhang, {"workplace": "供水厂", "phone": "12100000009", "name": "张三丰"})


PEOPLE_FIELDS = [f for f in FIELDS if f.subject is Subject.PERSON and not f.elsewhere]
days = st.dates(date(1900, 1, 1), date(2040, 1, 1)).map(date.isoformat)


@given(st.dictionaries(st.sampled_from(contradictions.PAST), days), st.data())
def test_a_contradiction_is_told_only_of_what_was_changed(values, data):
    changed = data.draw(st.sets(st.sampled_from(sorted(values)))) if values else set()
    told = contradictions.of_person(values, changed, date(2026, 11, 24))
    assert {fault.field for fault in told} <= changed
    assert all(isinstance(fault, FieldFault) and fault.detail for fault in told)
