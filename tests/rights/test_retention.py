from datetime import timedelta
from uuid import uuid4

import pytest

from wangge.areas.models import Setting
from wangge.audit import jobs as work
from wangge.audit.models import Job, Record
from wangge.kernel import clock
from wangge.people.editing import change_household, change_person
from wangge.people.imports import import_people
from wangge.people.models import Household, Person, PersonChange, Phone
from wangge.rights import jobs, retention
from wangge.upkeep.models import Confirmation

ROSTER = """姓名,性别,联系电话,住址,人员类别,到达日期,居住事由,文化程度
李小满,男,12011112345,白沙路12号3栋2单元501室,流动,2026-10-05,务工,高中
"""
TWO_YEARS = timedelta(days=731)
FOUR_YEARS = timedelta(days=4 * 366)


@pytest.fixture
def person(world):
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    return Person.objects.get()


def later(by):
    return clock.at(clock.now() + by)


def test_a_fact_past_its_time_goes_and_the_history_says_why(person):
    assert retention.run() == {}
    with later(TWO_YEARS):
        due = {"到达日期": 1, "居住事由": 1}
        assert retention.run(dry_run=True) == due
        person.refresh_from_db()
        assert person.facts["stay_reason"] == "务工"
        assert retention.run() == due
        assert retention.run() == {}
    person.refresh_from_db()
    assert person.facts == {"education": "60"}
    rows = PersonChange.objects.filter(source="保存期限已到")
    assert {(row.field, row.old, row.new, row.actor) for row in rows} == {
        ("arrived_on", "", "", None), ("stay_reason", "", "", None),
    }  # fmt: skip
    assert Record.objects.filter(verb="person.expire").count() == 2


def test_a_change_or_a_visit_about_the_fact_starts_its_time_anew(person, world):
    staff = world.staff("liu")
    with later(timedelta(days=300)):
        values = {"stay_reason": "投靠"}
        change_person(staff, person.uid, version=person.version, values=values, source="走访")
        Confirmation.objects.create(
            person=person, fields=["arrived_on"], kind="visit", ref=uuid4(), on=clock.today(),
            actor=staff.user,
        )  # fmt: skip
    with later(TWO_YEARS):
        assert retention.run() == {}


def test_facts_of_a_household_have_their_time_too(person, world):
    home = Household.objects.get()
    values = {"wishes": "想装扶手"}
    change_household(
        world.staff("liu"), home.uid, version=home.version, values=values, source="走访"
    )
    with later(TWO_YEARS):
        assert retention.run()["心愿"] == 1
    home.refresh_from_db()
    assert home.facts == {}
    assert home.changes.get(source="保存期限已到").field == "wishes"


def test_who_left_long_ago_is_erased_and_the_younger_trail_stays_without_what_it_said(person):
    Person.objects.update(status="moved")
    PersonChange.objects.create(
        person=person, field="status", old="present", new="moved", source="迁出"
    )
    with later(timedelta(days=729)):
        assert "people" not in retention.run()
    with later(TWO_YEARS):
        assert retention.run(dry_run=True)["people"] == 1
        assert retention.run()["people"] == 1
        assert retention.run() == {}
    person.refresh_from_db()
    assert (person.name, person.hidden, person.facts) == ("（已清除）", "erased", {})
    assert not Phone.objects.exists()
    (row,) = PersonChange.objects.filter(field="status")
    assert (row.old, row.new, row.source) == ("", "", "迁出")
    assert Record.objects.get(verb="person.erase").actor is None


def test_a_place_may_keep_records_longer_or_for_good(person, world):
    Person.objects.update(status="deceased")
    Setting.objects.create(key=retention.SETTING, area=world.county, value=0, since=clock.now())
    with later(FOUR_YEARS):
        assert "people" not in retention.run()


def test_what_a_cleared_fact_was_leaves_the_history_after_three_years(person, world):
    values = {"stay_reason": "投靠"}
    change_person(
        world.staff("liu"), person.uid, version=person.version, values=values, source="走访"
    )
    with later(TWO_YEARS):
        retention.run()
    assert PersonChange.objects.get(source="走访").new == "投靠"
    with later(FOUR_YEARS):
        retention.run()
    assert PersonChange.objects.get(source="走访").new == ""


def test_every_night_puts_the_next(person):
    jobs.schedule()
    jobs.schedule()
    assert Job.objects.filter(handler="retention").count() == 1
    with later(timedelta(days=1, hours=1)):
        while work.work_once():
            pass
        (waiting,) = Job.objects.filter(handler="retention", done_at=None)
        assert waiting.due > clock.now()
        assert waiting.due.astimezone(clock.BEIJING).hour == 2
