"""People and households whom a phone meets first: one record each, and never a silent double."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api_people import ADDRESS, make_person
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.lives.models import LifeEvent
from wangge.people.models import Household, Person, PersonChange
from wangge.places.models import Building, Dwelling
from wangge.sync.actions.pushing import Hello, push
from wangge.sync.models import Op

ID_NUMBER = "990101198805060025"
DOOR = "白沙路20号1栋2单元301"
FAMILY = (
    ("陆甲", "户主", "1960-01-02"),
    ("陆乙", "子", "1988-01-02"),
    ("陆丙", "子", "1990-01-02"),
)


@pytest.fixture
def world(workday, world):
    return world


@pytest.fixture
def home(world):
    building = Building.objects.create(area=world.grid, address="白沙路12号", name="3栋")
    dwelling = Dwelling.objects.create(
        building=building, area=world.grid, unit="2单元", room="501", address=ADDRESS
    )
    return Household.objects.create(area=world.grid, dwelling=dwelling)


@pytest.fixture
def resident(world, home):
    person = make_person(world.grid)
    person.household = home
    person.save()
    return person


def op(entity, fields, key=None):
    return {
        "id": str(uuid7()), "entity": entity, "key": str(key or uuid7()), "base": None,
        "fields": fields, "at": clock.now().isoformat(),
    }  # fmt: skip


def send(world, *ops, who="wang", device="a"):
    return push(world.staff(who), Hello(device), list(ops))


def told(receipts):
    return [(each.result, each.code) for each in receipts]


def newcomer(home, **more):
    return {
        "household": str(home), "name": "陆一鸣", "sex": "男", "birth_date": "1990-02-03",
        "relation": "子", **more,
    }  # fmt: skip


def opened(world, **more):
    return {"grid": world.grid.number, "address": DOOR, **more}


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 4, 0, 3, 1)])
def test_a_new_household_with_its_people_arrives_in_any_order(world, order):
    door, head, child = uuid7(), uuid7(), uuid7()
    ops = [
        op("household", opened(world, wishes="装电梯"), door),
        op("person", newcomer(door, name="陆大海", relation="户主", workplace="柳机"), head),
        op("person", newcomer(door, birth_date="2015-02-03"), child),
        op("person", {"native_place": "柳州"}, head),
        op("visit", {"household": str(door), "found": "新搬来的一家"}),
    ]
    receipts = send(world, *(ops[n] for n in order))
    assert told(receipts) == [("applied", "")] * 5
    assert told(send(world, *ops)) == [("repeated", "applied")] * 5
    home = Household.objects.get(uid=door)
    people = list(home.members.order_by("birth_date").values_list("uid", "name", "relation"))
    assert people == [(head, "陆大海", "02"), (child, "陆一鸣", "20")]
    row = Person.objects.get(uid=head)
    assert (row.facts["workplace"], row.facts["native_place"]) == ("柳机", "柳州")
    assert (home.dwelling.address, home.facts["wishes"]) == (DOOR, "装电梯")
    assert LifeEvent.objects.count() == 2


def test_who_may_be_on_record_already_is_named_and_not_entered_twice(world, home, resident):
    again = op("person", newcomer(home.uid, name=resident.name, birth_date="1988-05-06"))
    (receipt,) = send(world, again)
    assert (receipt.result, receipt.code) == ("refused", "person.duplicate")
    assert f"何小满（1988-05-06 出生，{ADDRESS}）" in receipt.detail
    assert Person.objects.count() == 1
    apart = {**again, "fields": {**again["fields"], "not_same": [str(resident.uid)]}}
    assert told(send(world, apart)) == [("applied", "")]
    assert Person.objects.count() == 2


def test_somebody_of_the_same_name_born_another_day_elsewhere_is_no_double(world, home, resident):
    other = Household.objects.create(area=world.grid)
    fields = newcomer(other.uid, name=resident.name, relation="户主")
    assert told(send(world, op("person", fields))) == [("applied", "")]


def test_an_id_number_on_record_is_found_whatever_the_name(world, home):
    make_person(world.grid, id_number=ID_NUMBER)
    fields = newcomer(
        home.uid, name="何小曼", sex="女", birth_date="1988-05-06", id_number=ID_NUMBER, sure=True
    )
    (receipt,) = send(world, op("person", fields))
    assert (receipt.result, receipt.code) == ("refused", "lives.known")


def test_two_phones_that_meet_one_newcomer_make_one_record(world, home):
    first, second = (op("person", newcomer(home.uid)) for _n in range(2))
    assert told(send(world, first)) == [("applied", "")]
    assert told(send(world, second, device="b")) == [("refused", "person.duplicate")]
    assert Person.objects.count() == 1


def test_a_second_household_behind_a_door_is_asked_about(world, home, resident):
    ask = op("household", opened(world, address=ADDRESS))
    (receipt,) = send(world, ask)
    assert (receipt.result, receipt.code) == ("refused", "household.duplicate")
    assert resident.name in receipt.detail
    sure = {**ask, "fields": {**ask["fields"], "not_same": [str(home.uid)]}}
    assert told(send(world, sure)) == [("applied", "")]
    assert Household.objects.filter(dwelling=home.dwelling).count() == 2


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"address": "白沙"}, "household.open"),
        ({"grid": "450205006003099"}, "missing"),
        ({"grid": "x"}, "household.grid"),
        ({"nonsense": "1"}, "ledger.values"),
    ],
)
def test_a_household_that_cannot_be_is_refused_with_the_reason(world, fields, code):
    assert told(send(world, op("household", opened(world, **fields)))) == [("refused", code)]
    assert not Household.objects.exists()


def test_nobody_opens_a_household_or_enters_people_outside_their_grids(world, home):
    fields = opened(world) | {"grid": world.other_grid.number}
    ops = [op("household", fields), op("person", newcomer(home.uid))]
    assert told(send(world, ops[0])) == [("refused", "missing")]
    assert told(send(world, ops[1], who="other_worker")) == [("refused", "person.home")]
    assert (Person.objects.count(), Household.objects.count()) == (0, 1)


def test_who_moved_out_leaves_the_phone_and_keeps_the_history(world, home, resident):
    away = op("life", {"person": str(resident.uid), "kind": "move_out", "to": "南宁市"})
    assert told(send(world, away)) == [("applied", "")]
    assert told(send(world, away)) == [("repeated", "applied")]
    resident.refresh_from_db()
    assert (resident.status, resident.household) == ("moved", None)
    assert PersonChange.objects.filter(person=resident, field="status").count() == 1
    assert LifeEvent.objects.get().on == clock.today()


def test_an_event_that_needs_more_is_refused_with_what_is_missing(world, home, resident):
    for name in ("何一", "何二"):
        other = make_person(world.grid, name=name, phone="12000000001", id_number="")
        other.household, other.relation, other.birth_date = home, "20", date(1999, 1, 1)
        other.save()
    gone = op("life", {"person": str(resident.uid), "kind": "death", "on": "2026-11-20"})
    (receipt,) = send(world, gone)
    assert (receipt.result, "新的户主" in receipt.detail) == ("refused", True)
    head = str(Person.objects.get(name="何一").uid)
    relations = {**gone["fields"], "new_head": head}
    assert told(send(world, {**gone, "fields": relations})) == [("applied", "")]
    assert Person.objects.get(name="何一").relation == "02"


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_order_repetition_and_cut_ends_with_the_same_family(world, data):
    """The second phone tells the same people under ids of its own: every double is named."""
    for model in (Op, LifeEvent):
        model.objects.all().delete()
    PersonChange.objects.all().delete()
    Person.objects.all().delete()
    Household.objects.all().delete()
    door = uuid7()
    ops = [
        op("household", opened(world), door),
        *(
            op("person", newcomer(door, name=name, relation=relation, birth_date=born))
            for name, relation, born in FAMILY
        ),
    ]
    for one in data.draw(st.permutations(ops * 2)):
        send(world, one)
    receipts = send(world, *data.draw(st.permutations(ops)))
    assert {each.result for each in receipts} <= {"repeated", "applied"}
    twice = [op("person", each["fields"]) for each in ops[1:]]
    assert {code for _result, code in told(send(world, *twice, device="b"))} == {"person.duplicate"}
    assert (Household.objects.count(), Person.objects.count()) == (1, 3)
