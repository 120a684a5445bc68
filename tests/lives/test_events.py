"""One event each, and everything that must follow from it."""

from datetime import date, timedelta

import pytest

from wangge.audit.models import Record
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused, Stale
from wangge.kernel.ids import uuid7
from wangge.lives.actions.arrival import MoveIn
from wangge.lives.actions.birth import Adoption, Birth
from wangge.lives.actions.endings import Death, Found, Lost, MoveOut, Return
from wangge.lives.actions.forgetting import forget
from wangge.lives.actions.goals import Goal
from wangge.lives.actions.handing import confirm
from wangge.lives.actions.housing import HeadChange, Join, Register, Rehouse, Split
from wangge.lives.actions.partners import Divorce, Marriage
from wangge.lives.actions.recording import Told, preview, record
from wangge.lives.actions.undoing import undo
from wangge.lives.homes import dwelling_at
from wangge.lives.models import HandOver, LifeEvent
from wangge.notices.models import Notice
from wangge.people.models import (
    Household,
    Label,
    PastMembership,
    PastStay,
    Person,
    PersonChange,
    PersonLabel,
)
from wangge.people.rules import lengthen
from wangge.places.models import Building, Dwelling
from wangge.upkeep.models import Confirmation

DAY = date(2026, 3, 1)
NUMBER = lengthen("990000900101001")  # a man born 1990-01-01


def faults(caught):
    return [fault.field for fault in caught.value.faults]


def test_a_birth_puts_the_child_into_the_mothers_household(street, family):
    event = street.tell(family.qi, Birth(name="梁小妹", sex="2"), DAY)
    child = Person.objects.get(name="梁小妹")
    assert (child.household, child.area, child.birth_date) == (family.home, street.world.grid, DAY)
    assert (child.relation, child.id_state, child.joined_on) == ("30", "missing", DAY)
    assert child.facts == {"marital": "10", "guardian_name": "韦妻子、梁户主"}
    assert {row.cause for row in PersonChange.objects.filter(person=child)} == {event.uid}
    assert [part.entered for part in event.parts.filter(person=child)] == [family.home]


def test_a_grandchild_is_told_from_the_parents_place(street, family):
    wife = street.person("覃儿媳", "38", "2", date(1990, 1, 1), family.home)
    street.tell(wife, Birth(name="梁孙女", sex="2"), DAY)
    assert Person.objects.get(name="梁孙女").relation == "42"


@pytest.mark.parametrize(
    ("life", "on", "field"),
    [
        (Birth(name="", sex="1"), DAY, "name"),
        (Birth(name="甲", sex="0"), DAY, "sex"),
        (Birth(name="甲", sex="1"), date(1990, 1, 1), "on"),  # the mother was seven
        (Birth(name="甲", sex="1"), date(1970, 1, 1), "on"),  # before the mother's own birth
        (Death(), date(1980, 1, 1), "on"),
        (MoveOut(to=""), DAY, "to"),
        (Marriage(), DAY, "spouse"),
    ],
)
def test_what_cannot_be_is_named_at_its_field(street, family, life, on, field):
    with pytest.raises(Invalid) as caught:
        street.tell(family.qi, life, on)
    assert field in faults(caught)


def test_nothing_happens_in_the_future(street, family):
    with pytest.raises(Invalid, match="还没有到"):
        street.tell(family.qi, Death(), clock.today() + timedelta(days=1))


def test_a_death_ends_everything_and_asks_who_heads_the_household(street, family):
    label = Label.objects.create(name="低保")
    PersonLabel.objects.create(person=family.fu, label=label, since=date(2020, 1, 1))
    with pytest.raises(Invalid) as caught:
        street.tell(family.fu, Death(), DAY)
    assert faults(caught) == ["new_head"]
    street.tell(family.fu, Death(new_head=family.qi.uid), DAY)
    family.fu.refresh_from_db()
    assert (family.fu.status, family.fu.household, family.fu.relation) == ("deceased", None, "")
    assert family.relations() == {"梁祖母": "54", "韦妻子": "02", "梁儿子": "20"}
    assert Person.objects.get(pk=family.qi.pk).facts["marital"] == "30"
    assert [row.until for row in PersonLabel.objects.all()] == [DAY]
    assert PastMembership.objects.get().relation == "02"
    assert PastStay.objects.get().until == DAY


def test_the_last_one_leaves_an_empty_home_behind(street, family):
    for row in (family.mo, family.zi, family.qi):
        street.tell(row, Death(), DAY)
    street.tell(family.fu, MoveOut(to="广东省佛山市"), DAY)
    family.home.refresh_from_db()
    assert family.home.until == DAY
    assert [row.field for row in family.home.changes.all()] == ["until"]


def test_one_who_is_left_heads_the_household(street, family):
    street.tell(family.fu, MoveOut(to="广东省佛山市", others=(family.qi.uid, family.zi.uid)), DAY)
    assert family.relations() == {"梁祖母": "02"}
    gone = Person.objects.get(pk=family.zi.pk)
    assert (gone.status, gone.living_address) == ("moved", "广东省佛山市")
    assert gone.past_stays.get().living_address == "建设路1号1栋1单元101"


def test_nobody_dies_or_leaves_twice(street, family):
    street.tell(family.mo, Death(), DAY)
    for life in (Death(), MoveOut(to="广东")):
        with pytest.raises(Refused, match="死亡"):
            street.tell(family.mo, life, DAY)
    street.tell(family.zi, MoveOut(to="广东"), DAY)
    with pytest.raises(Refused, match="迁出"):
        street.tell(family.zi, MoveOut(to="广东"), DAY)


def test_who_moved_out_can_come_back(street, family):
    street.tell(family.zi, MoveOut(to="广东"), DAY)
    back = Return(goal=Goal(household=family.home.uid), relations={family.zi.uid: "20"})
    with pytest.raises(Invalid, match="才迁出"):
        street.tell(family.zi, back, DAY - timedelta(days=1))
    street.tell(family.zi, back, DAY + timedelta(days=9))
    family.zi.refresh_from_db()
    assert (family.zi.status, family.zi.household, family.zi.relation) == (
        "present",
        family.home,
        "20",
    )
    assert "moved_out_to" not in family.zi.facts


def test_a_marriage_brings_the_bride_into_the_household(street, family):
    son = street.person("梁大儿", "22", "1", date(2000, 1, 1), family.home)
    home = Household.objects.create(area=street.world.grid, dwelling=street.dwelling(102))
    bride = street.person("韦新娘", "30", "2", date(2001, 1, 1), home)
    street.person("韦父亲", "02", "1", date(1970, 1, 1), home)
    street.tell(son, Marriage(spouse=bride.uid, join="here"), DAY)
    bride.refresh_from_db()
    son.refresh_from_db()
    assert (bride.household, bride.relation, bride.living_address) == (
        family.home,
        "38",
        "建设路1号1栋1单元101",
    )
    assert (son.facts["marital"], bride.facts["marital"]) == ("20", "20")
    assert bride.past_stays.get().living_address == "建设路1号1栋1单元102"


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"sex": "2", "born": date(2010, 1, 1)}, "婚龄"),
        ({"sex": "2", "born": date(1990, 1, 1), "facts": {"marital": "21"}}, "已婚"),
        ({"sex": "1", "born": date(1990, 1, 1)}, "性别"),
    ],
)
def test_who_may_not_marry_is_told_why(street, family, other, told):
    son = street.person("梁大儿", "22", "1", date(2000, 1, 1), family.home)
    spouse = street.person("某人", "99", home=family.home, **other)
    with pytest.raises(Invalid, match=told):
        street.tell(son, Marriage(spouse=spouse.uid), DAY)


def test_what_is_doubtful_is_asked_once(street, family):
    young = street.person("梁大儿", "22", "1", DAY.replace(year=2005), family.home)
    life = Marriage(spouse_name="外地姑娘")
    with pytest.raises(Invalid) as caught:
        street.tell(young, life, DAY)
    assert faults(caught) == ["sure"]
    street.tell(young, life, DAY, sure=True)
    young.refresh_from_db()
    assert young.facts == {"marital": "20", "spouse_name": "外地姑娘"}


def test_after_a_divorce_the_one_who_married_in_is_no_kin(street, family):
    street.tell(family.fu, Divorce(), DAY)
    assert family.relations()["韦妻子"] == "99"
    assert Person.objects.get(pk=family.qi.pk).facts["marital"] == "40"


def test_a_whole_household_moves_and_takes_its_grid_along(street, family):
    goal = Goal(grid=street.world.grid.code + 1, address="跃进路9号2栋1单元301室")
    everybody = (family.qi.uid, family.mo.uid, family.zi.uid)
    street.tell(family.fu, Rehouse(goal=goal, others=everybody), DAY)
    home = Household.objects.get()
    dwelling = Dwelling.objects.get(room="301")
    assert (home.dwelling, home.area_id) == (dwelling, street.world.grid.code + 1)
    rows = Person.objects.values_list("area", "household", "residence_since", "living_address")
    assert set(rows) == {(goal.grid, home.pk, DAY, dwelling.address)}
    assert PastStay.objects.count() == 4
    assert family.relations() == {"梁祖母": "52", "梁户主": "02", "韦妻子": "12", "梁儿子": "20"}


def test_some_move_out_of_a_household_and_found_one(street, family):
    street.tell(
        family.qi,
        Rehouse(
            goal=Goal(grid=street.world.grid.code, address="建设路1号1栋1单元102"),
            others=(family.zi.uid,),
            new_head=family.qi.uid,
        ),
        DAY,
    )
    assert family.relations() == {"梁祖母": "52", "梁户主": "02"}
    new = Household.objects.exclude(pk=family.home.pk).get()
    assert {row.name: row.relation for row in new.members.all()} == {"韦妻子": "02", "梁儿子": "20"}
    assert new.dwelling.building == family.home.dwelling.building


def test_a_move_to_another_community_is_handed_over_and_confirmed_there(street, family):
    far = street.world.other_grid
    street.tell(family.mo, Rehouse(goal=Goal(grid=far.code, address="胜利路3号")), DAY)
    family.mo.refresh_from_db()
    waiting = HandOver.objects.get()
    assert (family.mo.area, waiting.area, waiting.confirmed_at) == (far, far, None)
    told = set(Notice.objects.values_list("user__username", flat=True))
    assert {"stranger", "other_worker"} <= told
    with pytest.raises(Missing):
        confirm(street.staff, waiting.pk)
    confirm(street.world.staff("stranger"), waiting.pk)
    family.mo.refresh_from_db()
    assert family.mo.confirmed_on == clock.today()


def test_a_son_founds_a_household_in_the_same_home(street, family):
    son = street.person("梁大儿", "22", "1", date(2000, 1, 1), family.home)
    wife = street.person("覃儿媳", "38", "2", date(2001, 1, 1), family.home)
    with pytest.raises(Invalid) as caught:
        street.tell(son, Split(others=(wife.uid,), head=son.uid), DAY)
    assert faults(caught) == [f"relation_{wife.uid}"]  # she may be another son's wife
    told = Split(others=(wife.uid,), head=son.uid, relations={wife.uid: "12"})
    street.tell(son, told, DAY)
    new = Household.objects.exclude(pk=family.home.pk).get()
    assert new.dwelling == family.home.dwelling
    assert {row.name: row.relation for row in new.members.all()} == {"梁大儿": "02", "覃儿媳": "12"}
    assert not PastStay.objects.exists()


def test_a_household_cannot_be_split_to_the_last(street, family):
    everybody = (family.qi.uid, family.mo.uid, family.zi.uid)
    with pytest.raises(Invalid, match="至少要留一人"):
        street.tell(family.fu, Split(others=everybody), DAY)


def test_two_households_become_one(street, family):
    home = Household.objects.create(area=street.world.grid, dwelling=street.dwelling(102))
    head = street.person("梁弟弟", "02", "1", date(1985, 1, 1), home)
    wife = street.person("莫弟媳", "12", "2", date(1986, 1, 1), home)
    with pytest.raises(Invalid) as caught:
        street.tell(head, Join(household=family.home.uid, others=(wife.uid,)), DAY)
    assert f"relation_{head.uid}" in faults(caught)
    told = Join(household=family.home.uid, others=(wife.uid,), relations={head.uid: "73"})
    street.tell(head, told, DAY)
    home.refresh_from_db()
    assert home.until == DAY
    assert family.relations() | {"梁弟弟": "73", "莫弟媳": "74"} == family.relations()


def test_a_household_has_one_head_only(street, family):
    home = Household.objects.create(area=street.world.grid, dwelling=street.dwelling(102))
    head = street.person("梁弟弟", "02", "1", date(1985, 1, 1), home)
    with pytest.raises(Invalid, match="只能有一个户主"):
        street.tell(head, Join(household=family.home.uid, relations={head.uid: "02"}), DAY)


def test_the_head_changes_and_relations_follow(street, family):
    street.tell(family.zi, HeadChange(), DAY, sure=True)
    assert family.relations() == {"梁祖母": "60", "梁户主": "51", "韦妻子": "52", "梁儿子": "02"}


def test_a_child_older_than_its_parent_is_asked_about(street, family):
    home = Household.objects.create(area=street.world.grid, dwelling=street.dwelling(102))
    old = street.person("老某", "02", "1", date(1940, 1, 1), home)
    with pytest.raises(Invalid, match="年龄相差不足"):
        street.tell(old, Join(household=family.home.uid, relations={old.uid: "20"}), DAY)


def test_an_adopted_child_joins_its_new_parents(street, family):
    home = Household.objects.create(area=street.world.grid, dwelling=street.dwelling(102))
    street.person("邻居", "02", "1", date(1985, 1, 1), home)
    child = street.person("小某", "99", "1", date(2018, 1, 1), home)
    street.tell(family.fu, Adoption(child=child.uid), DAY)
    child.refresh_from_db()
    assert (child.household, child.relation) == (family.home, "27")


def test_the_registered_address_tells_whether_they_live_apart(street, family):
    street.tell(family.qi, Register(registered_address="建设路1号1栋1单元101"), DAY)
    family.qi.refresh_from_db()
    assert family.qi.facts["apart"] == "together"
    street.tell(family.qi, Register(registered_address="南宁市民族大道5号"), DAY)
    family.qi.refresh_from_db()
    assert family.qi.facts["apart"] == "apart"


def test_what_was_set_by_hand_stays(street, family):
    family.qi.registered_address, family.qi.facts = "建设路1号1栋1单元101", {"apart": "apart"}
    family.qi.save()
    street.tell(family.qi, Register(registered_address="1栋1单元101"), DAY)
    family.qi.refresh_from_db()
    assert family.qi.facts["apart"] == "apart"


def test_somebody_lost_keeps_the_place_in_the_household(street, family):
    street.tell(family.mo, Lost(), DAY)
    street.tell(family.mo, Found(), DAY)
    family.mo.refresh_from_db()
    assert (family.mo.status, family.mo.household) == ("present", family.home)


def test_somebody_new_moves_in_and_founds_a_household(street, family):
    goal = Goal(grid=street.world.grid.code, address="建设路1号1栋1单元102")
    told = MoveIn(goal=goal, name="韦新来", id_number=NUMBER, phone="12912345678")
    street.tell(None, told, DAY)
    row = Person.objects.get(name="韦新来")
    assert (row.birth_date, row.sex, row.id_state) == (date(1990, 1, 1), "1", "valid")
    assert (row.relation, row.joined_on, row.residence) == ("02", DAY, "floating")
    assert (row.id_number, row.phones.get().number(row)) == (NUMBER, "12912345678")
    assert NUMBER.encode() not in bytes(row.id_sealed)
    assert NUMBER not in str(list(LifeEvent.objects.values("facts", "before")))


def test_who_is_on_record_gets_no_second_record(street, family):
    goal = Goal(grid=street.world.grid.code, address="建设路1号1栋1单元102")
    street.tell(None, MoveIn(goal=goal, name="韦新来", id_number=NUMBER), DAY)
    known = Person.objects.get(name="韦新来")
    with pytest.raises(Refused) as caught:
        street.tell(None, MoveIn(goal=goal, name="韦新来", id_number=NUMBER), DAY)
    assert ("known", str(known.uid)) in [(f.field, f.detail) for f in caught.value.faults]
    street.tell(known, Death(), DAY)
    with pytest.raises(Invalid, match="死亡"):
        street.tell(None, MoveIn(goal=goal, name="韦新来", id_number=NUMBER), DAY)


def test_who_left_another_community_is_taken_over_by_number_and_name(street, family):
    goal = Goal(grid=street.world.grid.code, address="建设路1号1栋1单元102")
    street.tell(None, MoveIn(goal=goal, name="韦新来", id_number=NUMBER), DAY)
    row = Person.objects.get(name="韦新来")
    there = Goal(grid=street.world.other_grid.code, address="胜利路3号2栋101")
    come = MoveIn(goal=there, name="韦新来", id_number=NUMBER, residence="permanent")
    with pytest.raises(Refused, match="还在册"):
        street.tell(None, come, DAY, who="stranger")
    street.tell(row, MoveOut(to="本县"), DAY)
    wrong = MoveIn(goal=there, name="别人", id_number=NUMBER)
    with pytest.raises(Invalid, match="姓名不符"):
        street.tell(None, wrong, DAY, who="stranger")
    street.tell(None, come, DAY, who="stranger")
    row.refresh_from_db()
    assert (row.area, row.status, row.residence) == (
        street.world.other_grid,
        "present",
        "permanent",
    )
    assert Person.objects.filter(name="韦新来").count() == 1
    assert Notice.objects.filter(user__username="liu").count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"id_number": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, "id_number"),
        ({"id_number": NUMBER, "birth_date": date(1991, 1, 1)}, "birth_date"),
        ({"id_number": NUMBER, "sex": "2"}, "sex"),
        ({"phone": "123"}, "phone"),
        ({"residence": "?"}, "residence"),
        ({"birth_date": date(2026, 5, 1)}, "on"),
    ],
)
def test_an_arrivals_contradictions_are_named(street, family, more, field):
    goal = Goal(grid=street.world.grid.code, address="建设路1号1栋1单元102")
    with pytest.raises(Invalid) as caught:
        street.tell(None, MoveIn(goal=goal, name="甲", **more), DAY)
    assert faults(caught) == [field]


def test_telling_twice_changes_nothing_and_other_content_is_refused(street, family):
    uid, version = uuid7(), family.mo.version
    first = street.tell(family.mo, MoveOut(to="广东"), DAY, uid=uid)
    again = street.tell(family.mo, MoveOut(to="广东"), DAY, uid=uid, version=version)
    assert (again, LifeEvent.objects.count()) == (first, 1)
    with pytest.raises(Refused) as caught:
        street.tell(family.mo, MoveOut(to="湖南"), DAY, uid=uid)
    assert caught.value.code == "lives.other_content"


def test_two_who_tell_at_once_cannot_both_win(street, family):
    version = family.mo.version
    street.tell(family.mo, Lost(), DAY)
    with pytest.raises(Stale):
        street.tell(family.mo, Death(), DAY, version=version)


@pytest.mark.parametrize("who", ["stranger", "other_worker", "admin", "cheng"])
def test_a_stranger_tells_nothing(street, family, who):
    with pytest.raises(Missing):
        street.tell(family.mo, Death(), DAY, who=who)


def test_a_preview_keeps_nothing(street, family):
    told = Told(uid=uuid7(), on=DAY, source="", version=family.mo.version)
    lines = preview(street.staff, told, family.mo.uid, Death())
    assert ("status", "present", "deceased") in [(row.field, row.old, row.new) for row in lines]
    family.mo.refresh_from_db()
    assert (family.mo.status, LifeEvent.objects.count(), PastStay.objects.count()) == (
        "present",
        0,
        0,
    )


def test_an_event_leaves_one_line_in_the_audit_trail(street, family):
    event = street.tell(family.mo, Death(), DAY)
    line = Record.objects.get(verb="life.record")
    assert (line.subject, line.actor, line.detail["kind"]) == (
        f"person:{family.mo.uid}",
        event.actor,
        "death",
    )


def snapshot():
    people = list(
        Person.objects.filter(hidden="")
        .order_by("pk")
        .values(
            "pk",
            "household",
            "relation",
            "status",
            "area",
            "living_address",
            "facts",
            "residence",
            "residence_since",
            "joined_on",
            "search",
        )
    )
    homes = list(
        Household.objects.filter(until=None).order_by("pk").values("pk", "area", "dwelling")
    )
    labels = list(PersonLabel.objects.order_by("pk").values("pk", "until"))
    return people, homes, labels, PastMembership.objects.count(), PastStay.objects.count()


@pytest.mark.parametrize("which", ["death", "birth", "rehouse", "split", "out"])
def test_undoing_puts_everything_back(street, family, which):
    PersonLabel.objects.create(person=family.fu, label=Label.objects.create(name="低保"))
    Person.objects.all().update(search="x")
    for row in Person.objects.all():
        street.tell(row, Lost(), DAY)
        street.tell(row, Found(), DAY)
    before = snapshot()
    everybody = (family.qi.uid, family.mo.uid, family.zi.uid)
    goal = Goal(grid=street.world.grid.code + 1, address="跃进路9号2栋1单元301室")
    lives = {
        "death": Death(new_head=family.qi.uid),
        "birth": Birth(name="梁小妹", sex="2"),
        "rehouse": Rehouse(goal=goal, others=everybody),
        "split": Split(others=(family.zi.uid,), new_head=family.qi.uid),
        "out": MoveOut(to="广东", others=everybody),
    }
    event = street.tell(family.fu, lives[which], DAY)
    assert snapshot() != before
    undone = undo(street.staff, uuid7(), of=event.uid, reason="登记错人了")
    assert snapshot() == before
    assert undo(street.staff, undone.uid, of=event.uid, reason="登记错人了") == undone
    with pytest.raises(Refused, match="已经撤销"):
        undo(street.staff, uuid7(), of=event.uid, reason="登记错人了")


def test_an_erased_person_leaves_no_trace_in_the_events(street, family):
    event = street.tell(family.qi, MoveOut(to="广东省佛山市", others=(family.mo.uid,)), DAY)
    forget(family.qi)
    event.refresh_from_db()
    assert (list(event.before["rows"]), event.facts) == ([str(family.mo.pk)], {})
    assert "建设路" not in str(event.before["rows"].get(str(family.qi.pk)))


def test_what_was_built_upon_is_not_undone(street, family):
    event = street.tell(family.mo, Lost(), DAY)
    street.tell(family.mo, Found(), DAY)
    with pytest.raises(Refused, match="又有变更"):
        undo(street.staff, uuid7(), of=event.uid, reason="登记错人了")
    with pytest.raises(Missing):
        undo(street.world.staff("stranger"), uuid7(), of=event.uid, reason="登记错人了")


@pytest.mark.parametrize(
    "written",
    ["建设路1号1栋1单元101", "建设路1号1栋1单元101室", "建设路1号1幢1单元101", "建设路1号1-1-101"],
)
def test_one_home_is_found_however_it_is_written(street, family, written):
    assert dwelling_at(written, street.world.grid, make=False) == family.home.dwelling


def test_a_building_that_is_called_otherwise_is_no_second_one(street, family):
    building = Building.objects.create(area=street.world.grid, address="即墨路81弄", name="2号楼")
    made = dwelling_at("即墨路81弄2号楼102室", street.world.grid, make=True)
    assert (made.building, made.room, made.area) == (building, "102", street.world.grid)


def test_an_event_bears_the_record_out_and_counts_as_seen_where_somebody_was_met(street, family):
    long_ago = clock.today() - timedelta(days=900)
    Person.objects.update(confirmed_on=long_ago)
    staff = street.staff
    told = Told(uid=uuid7(), on=DAY, source="上门走访", version=family.mo.version)
    event = record(staff, told, family.mo.uid, Lost())
    family.mo.refresh_from_db()
    assert family.mo.confirmed_on == long_ago  # whom nobody finds is not borne out
    told = Told(uid=uuid7(), on=DAY, source="部门通报", version=family.mo.version)
    event = record(staff, told, family.mo.uid, Found())
    family.mo.refresh_from_db()
    family.zi.refresh_from_db()
    assert (family.mo.confirmed_on, family.zi.confirmed_on) == (clock.today(), long_ago)
    assert not Confirmation.objects.exists()  # hearsay
    undo(staff, uuid7(), of=event.uid, reason="登记有误")
    family.mo.refresh_from_db()
    assert family.mo.confirmed_on == long_ago
    told = Told(uid=uuid7(), on=DAY, source="本人告知", version=family.mo.version)
    event = record(staff, told, family.mo.uid, Found())
    seen = Confirmation.objects.get()
    assert (seen.person, seen.kind, seen.ref, seen.on) == (
        family.mo, "event", event.uid, clock.today(),
    )  # fmt: skip
    undo(staff, uuid7(), of=event.uid, reason="登记有误")
    assert not Confirmation.objects.exists()
