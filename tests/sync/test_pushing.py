"""Any order, any repetition, any cut: the same end, or a conflict that is named."""

import os
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api_people import make_person
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.people.models import Household, Person, PersonChange
from wangge.sync import rules
from wangge.sync.actions.pushing import Hello, push
from wangge.sync.models import Device, Op, SyncConflict
from wangge.visits.models import Visit

START = datetime(2026, 11, 24, 9, 0, tzinfo=clock.BEIJING)
FIELDS = ("workplace", "native_place", "former_name")
ROUNDS = settings(
    max_examples=int(os.environ.get("WANGGE_FUZZ", "15")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def world(workday, world):
    return world


@pytest.fixture
def home(world):
    return Household.objects.create(area=world.grid)


@pytest.fixture
def resident(world, home):
    person = make_person(world.grid)
    person.household = home
    person.save()
    return person


def op(entity, key, fields, base=None, at=START):
    return {
        "id": str(uuid7()), "entity": entity, "key": str(key), "base": base,
        "fields": fields, "at": at.isoformat() if at else None,
    }  # fmt: skip


def results(receipts):
    return [each.result for each in receipts]


def sent(world, cuts, ops, device="a", who="wang"):
    """The operations in pushes of any size, as a bad line cuts them."""
    receipts, at = [], 0
    staff = world.staff(who)
    while at < len(ops):
        size = cuts.pop() if cuts else len(ops)
        receipts += push(staff, Hello(device), ops[at : at + size])
        at += size
    return receipts


cuts = st.lists(st.integers(1, 4), max_size=6)


@ROUNDS
@given(data=st.data())
def test_a_visit_told_in_pieces_ends_the_same_in_any_order(world, home, data):
    key = uuid7()
    pieces = [
        {"household": str(home.uid), "purpose": "看望"},
        {"household": str(home.uid), "found": "灯坏了"},
        {"household": str(home.uid), "feedback": "已报修", "need": "送餐"},
        {"household": str(home.uid), "outcome": "met", "started_at": START.isoformat()},
    ]
    ops = data.draw(st.permutations([op("visit", key, piece) for piece in pieces] * 2))
    receipts = sent(world, data.draw(cuts), list(ops))
    assert set(results(receipts)) <= {rules.APPLIED, rules.REPEATED}
    row = Visit.objects.get(uid=key)
    assert row.texts == {"purpose": "看望", "found": "灯坏了", "feedback": "已报修", "need": "送餐"}
    assert (row.outcome, row.claimed_start) == ("met", START)


@ROUNDS
@given(order=st.permutations(range(5)), times=st.lists(st.booleans(), min_size=5, max_size=5))
def test_one_devices_chain_of_edits_in_one_push_ends_with_the_last(world, resident, order, times):
    Person.objects.filter(pk=resident.pk).update(facts={})
    values = ["", "一", "二", "三", "四", "五"]
    chain = [
        op(
            "person", resident.uid, {"workplace": values[n + 1]}, {"workplace": values[n]},
            START + timedelta(minutes=n) if times[n] else None,
        )
        for n in range(5)
    ]  # fmt: skip
    receipts = push(world.staff("wang"), Hello("a"), [chain[n] for n in order])
    resident.refresh_from_db()
    assert rules.CONFLICT not in results(receipts)
    assert resident.facts["workplace"] == "五"


edits = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(FIELDS), st.sampled_from("甲乙丙")),
    min_size=1,
    max_size=8,
)


@ROUNDS
@given(edits=edits, data=st.data())
def test_nothing_two_devices_tell_is_lost_or_doubled(world, resident, edits, data):
    """Each told value stands in the record, was overwritten by its own device, or is a conflict."""
    Person.objects.filter(pk=resident.pk).update(facts={}, version=1)
    PersonChange.objects.all().delete()
    SyncConflict.objects.all().delete()
    Op.objects.all().delete()
    ops = [(who, op("person", resident.uid, {key: value}, 1)) for who, key, value in edits]
    told = {}
    for who, one in data.draw(st.permutations(ops * 2)):
        (receipt,) = push(world.staff("wang"), Hello(who), [one])
        told.setdefault(one["id"], []).append(receipt.result)
    assert Op.objects.count() == len(ops)
    resident.refresh_from_db()
    for who, one in ops:
        first, again = told[one["id"]]
        assert (first, again) in {
            ("applied", "repeated"), ("merged", "repeated"), ("conflict", "conflict"),
        }  # fmt: skip
        ((key, value),) = one["fields"].items()
        kept = SyncConflict.objects.filter(op__uid=one["id"], field=key)
        if first == "conflict":
            assert [row.value for row in kept] == [value]
            continue
        assert not kept
        last = PersonChange.objects.filter(field=key).order_by("pk").last()
        changed = PersonChange.objects.filter(cause=one["id"]).exists()
        if changed and resident.facts[key] != value:  # else it agreed with what stood there
            assert Op.objects.get(uid=last.cause).device.code == who


def test_a_thousand_pairs_of_offline_edits_overwrite_nobody(world, resident):
    """A short run of O4: same and different fields, every second one each."""
    staff = world.staff("wang")
    for n in range(20):
        resident.refresh_from_db()
        base = resident.version
        other = "workplace" if n % 2 else "native_place"
        mine = op("person", resident.uid, {"workplace": f"单位{n}"}, base)
        theirs = op("person", resident.uid, {other: f"别处{n}"}, base)
        first = push(staff, Hello("a"), [mine]) + push(staff, Hello("b"), [theirs])
        assert results(first) == ["applied", "conflict" if n % 2 else "merged"]
        resident.refresh_from_db()
        assert resident.facts["workplace"] == f"单位{n}"


def test_a_field_changed_at_the_desk_meanwhile_is_not_overwritten(world, resident):
    from wangge.people.editing import change_person

    device = op("person", resident.uid, {"phone": "12100000001"}, resident.version)
    values = {"phone": "12200000002"}
    change_person(world.staff("liu"), resident.uid, version=1, values=values, source="来电更正")
    (receipt,) = push(world.staff("wang"), Hello("a"), [device])
    assert (receipt.result, receipt.code) == ("conflict", "sync.conflict")
    assert "联系电话" in receipt.detail
    assert bytes(SyncConflict.objects.get().offered).find(b"12100000001") == -1


def test_a_clock_ten_years_off_is_put_right_by_what_the_device_says_of_now(world, home):
    away = START.replace(year=2036)
    sent_at = clock.now().replace(year=2036)
    key = uuid7()
    fields = {"household": str(home.uid), "started_at": away.isoformat()}
    hello = Hello("a", sent_at=sent_at)
    assert results(push(world.staff("wang"), hello, [op("visit", key, fields, at=away)])) == [
        "applied"
    ]
    row = Visit.objects.get(uid=key)
    assert abs(row.started_at - START) < timedelta(days=4)  # leap days between the two
    assert not row.clock_doubtful
    assert Device.objects.get().clock_offset < 0


def test_a_refused_operation_is_taken_once_it_is_mended(world, home):
    wrong = op("visit", uuid7(), {"household": str(home.uid), "outcome": "vanished"})
    right = {**wrong, "fields": {**wrong["fields"], "outcome": "refused"}}
    staff = world.staff("wang")
    told = [results(push(staff, Hello("a"), [each])) for each in (wrong, wrong, right, right)]
    assert told == [["refused"], ["refused"], ["applied"], ["repeated"]]


def test_somebody_elses_operation_id_tells_nothing(world, home):
    one = op("visit", uuid7(), {"household": str(home.uid)})
    push(world.staff("wang"), Hello("a"), [one])
    (receipt,) = push(world.staff("zhang"), Hello("a"), [one])
    assert (receipt.result, receipt.code) == ("refused", "op.other_content")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@ROUNDS
@given(
    junk=st.lists(
        ANYTHING
        | st.fixed_dictionaries(
            {
                "id": st.uuids().map(str),
                "entity": st.sampled_from([*rules.ENTITIES]),
                "key": st.uuids().map(str),
                "base": ANYTHING,
                "fields": st.dictionaries(
                    st.sampled_from(
                        [
                            "household",
                            "found",
                            "met",
                            "points",
                            "findings",
                            "verb",
                            "version",
                            "day",
                            "category",
                            "photos",
                            "lon",
                            "grid",
                            "phone",
                            "started_at",
                            "settled",
                        ]
                    ),
                    ANYTHING,
                    min_size=1,
                ),
                "at": ANYTHING,
            }
        ),
        max_size=4,
    )
)
def test_nothing_a_device_may_send_breaks_a_push(world, home, resident, junk):
    for each in junk:
        if isinstance(each, dict) and each.get("entity") in {"person", "household", "visit"}:
            each["key"] = str(resident.uid if each["entity"] == "person" else home.uid)
    receipts = push(
        world.staff("wang"), Hello("a"), [*junk, op("visit", uuid7(), {"household": str(home.uid)})]
    )
    assert len(receipts) == len(junk) + 1
    assert receipts[-1].result == "applied"
    assert all(each.result != "refused" or each.detail for each in receipts)
    assert "unexpected" not in {each.code for each in receipts}


@pytest.mark.parametrize("entity", ["visit", "person"])
def test_each_operation_costs_the_same(world, home, resident, entity):
    def cost(size):
        staff = world.staff("wang")
        if entity == "visit":
            ops = [op("visit", uuid7(), {"household": str(home.uid)}) for _n in range(size)]
        else:
            ops = [
                op("person", resident.uid, {"workplace": f"单位{size}之{n}"}) for n in range(size)
            ]
        with CaptureQueriesContext(connection) as told:
            assert set(results(push(staff, Hello("a"), ops))) == {"applied"}
        return len(told)

    cost(2)
    one, three, nine = cost(1), cost(3), cost(9)
    assert (nine - three) == 3 * (three - one)
    assert (three - one) / 2 <= 24


NUMBER = "12098765432"


def test_no_number_a_device_sends_lies_readable_in_the_database(world, home, resident):
    key = uuid7()
    ops = [
        op("visit", key, {"household": str(home.uid), "found": f"新电话{NUMBER}"}),
        op("visit", key, {"found": f"是{NUMBER}"}, {"found": "别的"}),
        op("person", resident.uid, {"phone": NUMBER}, {"phone": "12100000000"}),
        op("person", resident.uid, {"phone": f"电话 {NUMBER} 转"}, resident.version),
        op("patrol", uuid7(), {"points": [{"lon": 109.4, "lat": 24.3, "note": NUMBER}]}),
        op("patrol", uuid7(), {"findings": [{"text": f"租房{NUMBER}", "done": f"打过{NUMBER}"}]}),
        op("journal", uuid7(), {"kind": "log", "text": f"记得打{NUMBER}", "submit": True}),
    ]
    told = results(push(world.staff("wang"), Hello("a"), ops))
    assert told == [
        "applied", "conflict", "conflict", "refused", "applied", "applied", "applied",
    ]  # fmt: skip
    for model in (
        *apps.get_app_config("visits").get_models(),
        *apps.get_app_config("sync").get_models(),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            assert NUMBER not in str(cursor.fetchall()), model
    assert Visit.objects.get(uid=key).text("found") == f"新电话{NUMBER}"
