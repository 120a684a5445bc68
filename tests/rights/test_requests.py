from datetime import timedelta
from uuid import uuid4

import pytest

from wangge.dictionary.actions import add_field
from wangge.guarded import actions as guarded
from wangge.guarded.envelopes import Case
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused, Stale
from wangge.people import actions as people
from wangge.people.exports import seen
from wangge.people.imports import import_people
from wangge.people.models import Person, Phone
from wangge.people.queries import Filters, listed
from wangge.people.rules import lengthen
from wangge.posts.models import Post
from wangge.premises.actions import facilities, rentals, units, working
from wangge.premises.models import Employment, Volunteer
from wangge.rights import actions, queries
from wangge.rights.erasing import ERASED_NAME
from wangge.rights.models import DataRequest

NUMBER = lengthen("991000800101001")
ROSTER = f"""姓名,性别,身份证号,联系电话,住址,户籍地址
李小满,男,{NUMBER},12011112345,白沙路12号3栋2单元501室,某省某县某村
"""
Kind, Asker = DataRequest.Kind, DataRequest.Asker


@pytest.fixture
def desk(world):
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    return world.staff("liu")


@pytest.fixture
def leader(world):
    return world.staff("chen")


@pytest.fixture
def person(desk):
    return Person.objects.get(name="李小满")


def ask(staff, person, kind, uid=None, proof="本人身份证原件"):
    return actions.take_in(
        staff,
        person.uid,
        uid=uid or uuid4(),
        kind=kind,
        asker=Asker.SELF,
        proof=proof,
        detail="请办理",
    )


def test_a_request_has_a_clock_a_proof_and_sealed_words(desk, person):
    uid = uuid4()
    row = ask(desk, person, Kind.ACCESS, uid)
    assert ask(desk, person, Kind.ACCESS, uid) == row
    assert row.due_on == clock.today() + timedelta(days=7)
    assert row.detail == "请办理"
    assert "请办理".encode() not in bytes(row.detail_sealed)
    with pytest.raises(Invalid, match="证明"):
        ask(desk, person, Kind.ACCESS, proof="")
    with clock.at(clock.now() + timedelta(days=8)):
        assert queries.overdue(desk) == 1


def test_the_desk_takes_in_and_somebody_who_supervises_decides(desk, leader, person):
    row = ask(desk, person, Kind.CORRECT)
    with pytest.raises(Refused, match="社区书记"):
        actions.decide(desk, row.uid, version=1, grant=True, answer="已更正")
    with pytest.raises(Invalid, match="理由"):
        actions.decide(leader, row.uid, version=1, grant=False, answer="")
    with pytest.raises(Stale):
        actions.decide(leader, row.uid, version=5, grant=True, answer="已更正")
    done = actions.decide(leader, row.uid, version=1, grant=True, answer="已更正")
    assert (done.state, done.decided_by) == ("done", leader.user)
    assert (
        actions.decide(leader, row.uid, version=1, grant=False, answer="再来一次").state == "done"
    )


def test_a_copy_holds_everything_in_the_clear_and_is_on_record(desk, person):
    row = ask(desk, person, Kind.COPY)
    told = actions.copy_for(desk, row.uid)
    assert told["id_number"] == NUMBER
    assert told["registered_address"] == "某省某县某村"
    assert queries.lookers(person)[0].what == "导出本人信息副本"
    with pytest.raises(Refused):
        actions.copy_for(desk, ask(desk, person, Kind.ERASE).uid)


def test_what_is_erased_is_found_nowhere(desk, leader, person):
    row = ask(desk, person, Kind.ERASE)
    actions.decide(leader, row.uid, version=1, grant=True, answer="已清除")
    person.refresh_from_db()
    assert (person.hidden, person.id_number, person.living_address) == ("erased", "", "")
    assert not Phone.objects.exists()
    for text in ("李小满", "白沙", "lxm", "2345"):
        assert not listed(desk, Filters(text=text)).exists()
    assert not listed(desk, Filters(number=NUMBER)).exists()
    with pytest.raises(Missing):
        people.reveal(desk, person.uid, fields=["id_number"], reason="想看一眼")


def test_work_letting_and_volunteering_of_the_erased_end_and_name_nobody(desk, leader, person):
    home = person.household.dwelling
    shop = units.create(desk, person.area, name="便民小店", kind="02")
    working.employ(desk, shop.uid, person.uid, duty="店长")
    facilities.enlist(desk, person.uid, skills="电工")
    owned = rentals.create(desk, home.uid, owner=person.uid, landlord_phone="12011112345")
    typed = rentals.create(desk, home.uid, landlord_name="李小满", landlord_id=NUMBER, part="单间")
    actions.decide(
        leader, ask(desk, person, Kind.ERASE).uid, version=1, grant=True, answer="已清除"
    )
    assert not Employment.objects.filter(until=None).exists()
    assert not Volunteer.objects.filter(until=None).exists()
    assert (Employment.objects.get().duty, Volunteer.objects.get().skills) == ("", "")
    for row in (owned, typed):
        row.refresh_from_db()
        assert (row.owner, row.landlord_name, row.landlord_phone, row.landlord_id, row.ended_on) == (
            None, ERASED_NAME, "", "", None,
        )  # fmt: skip


def test_whoever_took_an_erasure_in_does_not_decide_it(leader, desk, person):
    row = ask(leader, person, Kind.ERASE)
    with pytest.raises(Refused, match="另一人"):
        actions.decide(leader, row.uid, version=1, grant=True, answer="已清除")
    person.refresh_from_db()
    assert person.hidden == ""


def test_a_restricted_record_is_kept_and_on_no_list(desk, leader, person):
    row = ask(desk, person, Kind.RESTRICT)
    actions.decide(leader, row.uid, version=1, grant=True, answer="已停止使用")
    person.refresh_from_db()
    assert person.id_number == NUMBER
    assert not listed(desk, Filters(text="李小满")).exists()


def test_a_person_can_be_told_who_looked(desk, person):
    people.reveal(desk, person.uid, fields=["id_number", "phone"], reason="核对低保材料")
    (look,) = queries.lookers(person)
    assert look.what == "查看完整信息"
    assert look.fields == "公民身份号码、联系电话"
    assert look.reason == "核对低保材料"
    assert desk.user.name in look.who


def test_a_stranger_sees_and_decides_nothing(desk, person, world):
    row = ask(desk, person, Kind.ERASE)
    stranger = world.staff("stranger")
    assert not queries.requests(stranger).exists()
    with pytest.raises(Missing):
        actions.decide(stranger, row.uid, version=1, grant=True, answer="已清除")
    with pytest.raises(Missing):
        actions.copy_for(stranger, row.uid)
    with pytest.raises(Missing):
        ask(stranger, person, Kind.ACCESS)


def test_a_person_is_told_of_exports_and_of_what_was_entered_by_events(desk, person):
    facts = {
        "actor": desk.user.pk,
        "at": clock.now(),
        "detail": {"columns": ["phone"], "reason": "月报"},
    }
    seen([person.pk], facts)
    (look,) = queries.lookers(person)
    assert (look.what, look.fields, look.reason) == ("导出完整信息", "联系电话", "月报")


def test_looks_at_guarded_records_are_told_to_those_who_may_open_them_and_nobody_else(
    desk, world, person
):
    Post.objects.filter(code="secretary").update(guarded=["released"])
    chen = world.staff("chen")
    case = Case(subject=person.uid, kind="released", basis="释放证明书")
    guarded.keep(chen, person.area_id, case)
    guarded.open_record(chen, person.uid, "released", "走访前核对")
    looks = queries.guarded_looks(chen, person)
    assert next((look.what, look.fields, look.reason) for look in looks) == (
        "查看", "刑满释放", "走访前核对",
    )  # fmt: skip
    for name in ("liu", "wang", "county", "auditor"):
        assert queries.guarded_looks(world.staff(name), person) == []


def test_a_local_field_with_a_mask_is_opened_with_a_reason_too(desk, world, person):
    given = {
        "label": "房东姓名", "type": "name", "section": "住房", "subject": "person", "owner": "社区",
        "purpose": "联系房东", "sensitivity": "personal", "mask": "name", "basis": "居委会决定",
        "reconfirm_days": 365, "retention_days": 730,
    }  # fmt: skip
    field = add_field(world.staff("chen"), world.community.code, given)
    Person.objects.filter(pk=person.pk).update(facts={field.key: "覃小兰"})
    told = people.reveal(desk, person.uid, fields=[field.key], reason="核对房东信息")
    assert told == {field.key: "覃小兰"}
    assert queries.lookers(person)[0].fields == "房东姓名"
    Post.objects.filter(code="desk").update(hidden_sections=["住房"])
    with pytest.raises(Invalid):
        people.reveal(world.staff("liu"), person.uid, fields=[field.key], reason="核对房东信息")
