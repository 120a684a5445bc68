"""What a phone saw is known by versions: what merges and what clashes is exact, whatever the clock."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api_people import make_person
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.lives.actions.endings import Lost
from wangge.lives.actions.recording import Told, record
from wangge.people import labelling
from wangge.people.editing import change_household, change_person
from wangge.people.models import Household, HouseholdChange, Person, PersonChange
from wangge.sync.actions.pushing import Hello, push
from wangge.sync.models import Device, Op, SyncConflict
from wangge.sync.queries.pulling import pull

FIELDS = ("workplace", "native_place", "birthplace")
ROUNDS = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def world(workday, world):
    return world


@pytest.fixture
def resident(world):
    person = make_person(world.grid)
    person.household = Household.objects.create(area=world.grid)
    person.save()
    return person


def op(entity, key, fields, base):
    return {
        "id": str(uuid7()), "entity": entity, "key": str(key), "base": base, "fields": fields,
        "at": clock.now().isoformat(),
    }  # fmt: skip


def desk(world, resident, values):
    resident.refresh_from_db()
    change_person(
        world.staff("liu"), resident.uid, version=resident.version, values=values, source="台账"
    )
    resident.refresh_from_db()


@ROUNDS
@given(
    saves=st.lists(st.sets(st.sampled_from(FIELDS), min_size=1), max_size=5),
    data=st.data(),
)
def test_a_field_clashes_exactly_when_another_changed_it_after_what_the_phone_saw(
    world, resident, saves, data
):
    """All in one second, so that no time could tell; some saves leave no history."""
    for model in (SyncConflict, Op, Device, PersonChange):
        model.objects.all().delete()
    Person.objects.filter(pk=resident.pk).update(facts={}, version=1)
    resident.refresh_from_db()
    versions = [1]
    with clock.at(datetime(2026, 11, 24, 10, 0, tzinfo=clock.BEIJING)):
        for n, fields in enumerate(saves):
            desk(world, resident, dict.fromkeys(fields, f"台账{n}"))
            versions.append(resident.version)
            if data.draw(st.booleans()):
                resident.version += 1
                resident.save()
        at = data.draw(st.integers(0, len(saves)))
        mine = data.draw(st.sampled_from(FIELDS))
        told = op("person", resident.uid, {mine: "手机"}, {"version": versions[at]})
        (receipt,) = push(world.staff("wang"), Hello("a"), [told])
    later = set().union(*saves[at:])
    expected = "conflict" if mine in later else "merged" if later else "applied"
    assert receipt.result == expected


def test_each_field_may_have_been_seen_in_a_version_of_its_own(world, resident):
    desk(world, resident, {"workplace": "甲"})
    desk(world, resident, {"native_place": "乙"})
    fields = {"workplace": "手机一", "native_place": "手机二"}
    base = {"workplace": 2, "native_place": 2}
    (receipt,) = push(world.staff("wang"), Hello("a"), [op("person", resident.uid, fields, base)])
    resident.refresh_from_db()
    assert (receipt.result, resident.facts["workplace"]) == ("conflict", "手机一")
    assert [row.field for row in SyncConflict.objects.all()] == ["native_place"]


def test_a_residents_version_says_nothing_about_the_household(world, resident):
    """A phone may send a household's field with a resident; each has its own versions."""
    home = resident.household
    for n in range(3):
        desk(world, resident, {"workplace": f"单位{n}"})
    change_household(
        world.staff("liu"), home.uid, version=1, values={"wishes": "修灯"}, source="台账"
    )
    base = {"version": resident.version, "household_version": 1}
    told = op("person", resident.uid, {"wishes": "装电梯"}, base)
    seen = op("person", resident.uid, {"wishes": "装电梯"}, {**base, "household_version": 2})
    results = [push(world.staff("wang"), Hello("a"), [each])[0].result for each in (told, seen)]
    home.refresh_from_db()
    assert (results, home.facts["wishes"]) == (["conflict", "applied"], "装电梯")


def test_every_way_to_change_a_record_notes_the_version_it_led_to(world, resident):
    staff = world.staff("wang")
    desk(world, resident, {"workplace": "厂里"})
    assert PersonChange.objects.filter(person=resident).latest("pk").version == resident.version
    told = Told(uuid7(), date(2026, 11, 23), "邻里反映", resident.version)
    record(staff, told, resident.uid, Lost())
    resident.refresh_from_db()
    last = PersonChange.objects.filter(person=resident, field="status").get()
    assert last.version == resident.version
    change_household(
        staff, resident.household.uid, version=1, values={"wishes": "修灯"}, source="走访"
    )
    assert HouseholdChange.objects.get().version == 2


def test_a_label_given_or_ended_reaches_the_phone(world, resident):
    staff = world.staff("wang")
    Person.objects.update(changed_at=datetime(2026, 11, 1, 9, 0, tzinfo=clock.BEIJING))
    with clock.at(datetime(2026, 11, 20, 9, 0, tzinfo=clock.BEIJING)):
        since = pull(staff, "").next
    assert pull(staff, since).people == []
    labelling.load_labels()
    given_now = labelling.give(staff, resident.uid, "空巢老人", basis="上门看到")
    labels = [row["labels"] for row in pull(staff, since).people]
    labelling.end(staff, given_now.pk, reason="子女已搬回")
    after = [row["labels"] for row in pull(staff, since).people]
    assert (labels, after) == ([["独居老人", "空巢老人"]], [["独居老人"]])


def test_a_field_with_a_list_of_codes_is_changed_like_any_other(world, resident):
    told = op("person", resident.uid, {"marital": "已婚"}, {"version": resident.version})
    (receipt,) = push(world.staff("wang"), Hello("a"), [told])
    resident.refresh_from_db()
    assert (receipt.result, resident.facts["marital"]) == ("applied", "20")
