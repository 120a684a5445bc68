from datetime import date
from uuid import uuid4

import pytest

from wangge.audit import jobs
from wangge.guarded import actions as guarded
from wangge.guarded import envelopes
from wangge.guarded.models import GuardedRecord
from wangge.kernel.errors import Missing, Stale
from wangge.people.imports import import_people
from wangge.people.models import Household, Label, Person, PersonLabel
from wangge.people.queries import Filters, listed
from wangge.people.rules import lengthen
from wangge.upkeep import queries
from wangge.upkeep.actions import merging
from wangge.upkeep.models import Duplicate, Merge
from wangge.upkeep.scanning import scan
from wangge.upkeep.suspicion import suspects, typed

NUMBER = lengthen("991000800101001")
OTHER = lengthen("991000800101003")
ROSTER = f"""姓名,性别,出生日期,身份证号,联系电话,住址,文化程度,备注
李小满,女,1980-01-01,,12011112345,白沙路12号3栋2单元501室,大学本科,
李小满,女,1980-01-01,{NUMBER},12022221204,白沙路14号1栋1单元201室,,喜欢跳舞
王大山,男,1970-05-06,,12011112345,白沙路12号3栋2单元501室,,
"""


@pytest.fixture
def two(world):
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    return list(Person.objects.filter(name="李小满").order_by("pk"))


@pytest.fixture
def desk(world):
    return world.staff("liu")


def versions(*rows):
    return tuple(Person.objects.get(pk=row.pk).version for row in rows)


def picture(person):
    row = Person.objects.get(pk=person.pk)
    kept = ("name", "birth_date", "living_address", "household_id", "facts", "hidden", "search")
    return {key: getattr(row, key) for key in kept} | {
        "id": row.id_number,
        "index": bytes(row.id_index),
        "phones": sorted(phone.number(row) for phone in row.phones.all()) if not row.hidden else [],
        "labels": sorted(str(label) for label in row.labels.all()),
    }


def test_two_records_of_one_name_and_birth_are_suspected_once(two, desk):
    assert scan() == 1
    assert scan() == 0
    (pair,) = queries.duplicates(desk)
    assert (pair.one, pair.other) == tuple(two)
    assert queries.why(pair.reasons) == ["姓名和出生日期相同"]
    assert pair.score == 80


def test_people_with_two_valid_numbers_are_two_people(world):
    far = lengthen("992000801101999")
    rows = f"姓名,出生日期,身份证号\n李明,1980-01-01,{NUMBER}\n李明,1980-01-01,{far}\n"
    import_people(rows.encode(), "a.csv", world.community)
    assert scan() == 0


def test_what_is_typed_is_compared_with_the_ledger(two):
    (first, second) = suspects(
        typed(name="李小满", phone="12011112345", birth_date=date(1980, 1, 1))
    )
    assert (first.person, second.person) == tuple(two)
    assert first.reasons == ("name_phone", "name_birth")
    assert suspects(typed(id_number=NUMBER))[0].person == two[1]
    assert suspects(typed(name="李小满")) == []


def test_a_merge_is_one_record_and_can_be_undone_to_the_letter(two, desk, world):
    label = Label.objects.create(name="志愿者")
    PersonLabel.objects.create(person=two[1], label=label)
    before = [picture(row) for row in two]
    uid = uuid4()
    kept, gone = (row.uid for row in two)
    merge = merging.merge(desk, kept, gone, versions=versions(*two), take=[], uid=uid)
    assert merging.merge(desk, kept, gone, versions=(1, 1), take=[], uid=uid) == merge
    one = picture(two[0])
    assert one["id"] == NUMBER
    assert one["facts"]["note"] == "喜欢跳舞"
    assert one["living_address"] == before[0]["living_address"]
    assert len(listed(desk, Filters(number=NUMBER))) == 1
    assert one["labels"] == ["志愿者"]
    assert [row.pk for row in listed(desk, Filters(text="李小满"))] == [two[0].pk]
    assert not Duplicate.objects.filter(state="open").exists()

    assert merging.undo(desk, uid) == []
    assert merging.undo(desk, uid) == []
    assert [picture(row) for row in two] == before


def test_the_home_is_taken_as_one_thing(two, desk):
    merging.merge(
        desk, two[0].uid, two[1].uid, versions=versions(*two), take=["living_address"], uid=uuid4()
    )
    row = Person.objects.get(pk=two[0].pk)
    assert row.living_address == "白沙路14号1栋1单元201室"
    assert row.household == two[1].household


def test_what_was_changed_after_the_merge_survives_its_undoing(two, desk):
    uid = uuid4()
    merging.merge(desk, two[0].uid, two[1].uid, versions=versions(*two), take=[], uid=uid)
    row = Person.objects.get(pk=two[0].pk)
    row.facts["note"] = "改过了"
    row.save()
    assert merging.undo(desk, uid) == ["facts.note"]
    row.refresh_from_db()
    assert row.facts["note"] == "改过了"
    assert row.id_number == ""


def test_an_import_of_the_old_roster_finds_the_merged_record(two, desk, world):
    merging.merge(desk, two[0].uid, two[1].uid, versions=versions(*two), take=[], uid=uuid4())
    again = import_people(ROSTER.encode(), "花名册.csv", world.community)
    assert again.created == 0
    assert Person.objects.filter(name="李小满", hidden="").count() == 1


def test_a_merge_of_what_somebody_changed_is_refused(two, desk):
    Person.objects.filter(pk=two[1].pk).update(version=9)
    with pytest.raises(Stale, match="刷新"):
        merging.merge(desk, two[0].uid, two[1].uid, versions=(1, 1), take=[], uid=uuid4())
    assert not Merge.objects.exists()


def test_a_stranger_merges_and_sees_nothing(two, desk, world):
    scan()
    stranger = world.staff("stranger")
    assert list(queries.duplicates(stranger)) == []
    with pytest.raises(Missing):
        merging.merge(stranger, two[0].uid, two[1].uid, versions=(1, 1), take=[], uid=uuid4())
    with pytest.raises(Missing):
        merging.part(stranger, Duplicate.objects.get().pk, "")
    merge = merging.merge(desk, two[0].uid, two[1].uid, versions=(1, 1), take=[], uid=uuid4())
    with pytest.raises(Missing):
        merging.undo(stranger, merge.uid)


def test_a_pair_found_different_is_not_asked_again(two, desk):
    scan()
    merging.part(desk, Duplicate.objects.get().pk, "母女同名")
    assert list(queries.duplicates(desk)) == []
    assert scan() == 0
    assert list(queries.duplicates(desk)) == []


def test_the_left_household_keeps_its_place(two, desk):
    home = two[1].household_id
    merging.merge(desk, two[0].uid, two[1].uid, versions=versions(*two), take=[], uid=uuid4())
    assert not Household.objects.get(pk=home).members.exists()


def test_an_import_has_its_people_looked_through(two, desk):
    while jobs.work_once():
        pass
    assert [row.state for row in queries.duplicates(desk)] == ["open"]


def test_guarded_cases_follow_the_person_and_go_back(two, desk):
    case = guarded.Row(two[1].uid, two[1].area_id, "released", "释放证明书")
    guarded.keep_many([case], source="名册")
    whose = [envelopes.of_subject(row.uid) for row in two]

    def counts():
        return [GuardedRecord.objects.filter(subject_index__in=index).count() for index in whose]

    assert counts() == [0, 1]
    uid = uuid4()
    merging.merge(desk, two[0].uid, two[1].uid, versions=versions(*two), take=[], uid=uid)
    assert counts() == [1, 0]
    merging.undo(desk, uid)
    assert counts() == [0, 1]
