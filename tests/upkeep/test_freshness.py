from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wangge.dictionary.actions import add_field
from wangge.kernel import clock
from wangge.people.editing import change_person
from wangge.people.imports import import_people
from wangge.people.models import Person
from wangge.posts.models import Post
from wangge.upkeep import freshness
from wangge.upkeep.actions.confirming import confirm
from wangge.upkeep.models import Confirmation

ROSTER = """姓名,性别,联系电话,住址,人员类别,职业,文化程度
李小满,男,12011112345,白沙路12号3栋2单元501室,户籍,教师,大学本科
王春,女,,白沙路12号3栋2单元501室,户籍,,高中
"""
A_YEAR = timedelta(days=366)


@pytest.fixture
def desk(world):
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    return world.staff("liu")


def later(by=A_YEAR):
    return clock.at(clock.now() + by)


def keys(staff, name="李小满"):
    return {due.field.key for due in freshness.due_of(staff, Person.objects.get(name=name))}


def counted(staff, world):
    return {line.field.key: line.due for line in freshness.by_field(staff, world.community.code)}


def test_nothing_new_is_due_and_each_field_comes_due_by_its_own_interval(desk, world):
    assert keys(desk) == set()
    with later():
        due = keys(desk)
        assert {"phone", "occupation", "living_address", "residence"} <= due
        assert "education" not in due
        assert "sex" not in due
        assert "phone" not in keys(desk, "王春")
    with later(2 * A_YEAR):
        assert "registered_address" not in keys(desk)  # nothing stands there


def test_the_area_counts_what_the_records_say_field_by_field(desk, world):
    with later(2 * A_YEAR):
        told = counted(desk, world)
        records = [keys(desk, name) for name in ("李小满", "王春")]
        for key, due in told.items():
            assert due == sum(key in record for record in records), key
        field = next(f for f in freshness.fields_at(desk, world.community.code) if f.key == "phone")
        rows = freshness.overdue(desk, world.community.code, field)
        assert [row.name for row in rows] == ["李小满"]


def test_a_change_makes_its_field_fresh_and_no_other(desk, world):
    with later():
        person = Person.objects.get(name="李小满")
        values = {"occupation": "医生"}
        change_person(desk, person.uid, version=person.version, values=values, source="走访")
        assert "occupation" not in keys(desk)
        assert "living_address" in keys(desk)
        assert counted(desk, world)["occupation"] == 0


def test_a_visit_bears_out_the_whole_or_the_fields_it_names(desk, world):
    with later():
        person = Person.objects.get(name="李小满")
        told = {"kind": Confirmation.Kind.VISIT, "on": clock.today()}
        confirm(desk, person.uid, ref=uuid4(), fields=["phone"], **told)
        assert "phone" not in keys(desk)
        assert "occupation" in keys(desk)
        assert (counted(desk, world)["phone"], counted(desk, world)["occupation"]) == (0, 1)
        confirm(desk, person.uid, ref=uuid4(), **told)
        assert keys(desk) == set()
        assert counted(desk, world)["occupation"] == 0


def test_local_fields_have_their_interval_and_hidden_sections_are_not_told(desk, world):
    given = {
        "label": "门磁", "type": "text", "section": "住房", "subject": "person", "owner": "社区",
        "purpose": "独居老人安全", "sensitivity": "internal", "mask": "none", "basis": "居委会决定",
        "reconfirm_days": 30, "retention_days": 730,
    }  # fmt: skip
    field = add_field(world.staff("chen"), world.community.code, given)
    Person.objects.filter(name="王春").update(facts={field.key: "已装"})
    with later(timedelta(days=31)):
        assert keys(desk, "王春") == {field.key}
        assert counted(desk, world)[field.key] == 1
        Post.objects.filter(code="desk").update(hidden_sections=["住房"])
        staff = world.staff("liu")
        assert keys(staff, "王春") == set()
        assert field.key not in counted(staff, world)


def test_the_update_rate_counts_who_was_touched_of_late(desk, world):
    rate = freshness.update_rate(desk, world.community.code)
    assert (rate.numerator, rate.denominator) == (2, 2)
    with later():
        person = Person.objects.get(name="王春")
        confirm(desk, person.uid, ref=uuid4(), kind=Confirmation.Kind.VISIT, on=clock.today())
        rate = freshness.update_rate(desk, world.community.code)
        assert (rate.numerator, rate.denominator) == (1, 2)


def test_one_query_counts_all_fields(desk, world):
    freshness.by_field(desk, world.community.code)
    with CaptureQueriesContext(connection) as seen:
        freshness.by_field(desk, world.community.code)
    assert len(seen) <= 2  # the dictionary, the counts
