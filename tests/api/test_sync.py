"""Push and pull: every operation once, in any order, none blocking another."""

import random
from hashlib import sha256

import pytest

from api_people import make_person
from wangge.kernel.ids import uuid7
from wangge.people.models import Household, Person
from wangge.visits.models import Visit

AT = "2026-11-24T09:00:00+08:00"


@pytest.fixture
def home(world):
    home = Household.objects.create(area=world.grid)
    person = make_person(world.grid)
    person.household = home
    person.save()
    return home


@pytest.fixture
def resident(home):
    return home.members.get()


def op(entity, key, fields, base=None, at=AT):
    return {
        "id": str(uuid7()), "entity": entity, "key": str(key),
        "base": base, "fields": fields, "at": at,
    }  # fmt: skip


@pytest.fixture
def push(as_):
    def _push(who, *ops, device="phone-1", **more):
        answer = as_(who).post("/sync/push", {"device": device, "ops": list(ops), **more})
        assert answer.status_code == 200, answer.content.decode()
        receipts = answer.json()["receipts"]
        assert [each["id"] for each in receipts] == [each["id"] for each in ops]
        return receipts

    return _push


def results(receipts):
    return [each["result"] for each in receipts]


def a_visit(home, key=None, **more):
    fields = {
        "household": str(home.uid), "purpose": "看望老人", "found": "灯坏了", "feedback": "已报修",
        "started_at": AT, "ended_at": "2026-11-24T09:20:00+08:00", **more,
    }  # fmt: skip
    return op("visit", key or uuid7(), fields)


def test_the_same_operation_ten_times_is_one_visit(push, home):
    one = a_visit(home)
    assert [results(push("wang", one)) for _ in range(10)] == [["applied"], *[["repeated"]] * 9]
    assert Visit.objects.count() == 1


def test_one_push_may_hold_it_twice(push, home):
    one = a_visit(home)
    assert results(push("wang", one, one)) == ["applied", "repeated"]


def test_other_content_under_the_same_id_is_refused(push, home):
    one = a_visit(home)
    push("wang", one)
    other = {**one, "fields": {**one["fields"], "found": "没有问题"}}
    (receipt,) = push("wang", other)
    assert (receipt["result"], receipt["code"]) == ("refused", "op.other_content")


def test_a_bad_operation_blocks_no_other(push, home, resident):
    ops = [
        op("visit", uuid7(), {"household": str(uuid7())}),
        op("visit", uuid7(), {"household": str(home.uid), "mood": "好"}),
        op("dance", uuid7(), {"x": 1}),
        op("person", resident.uid, {"horoscope": "狮子"}),
        op("person", resident.uid, {"phone": "12"}, base={"phone": "12012345678"}),
        op("person", uuid7(), {"name": "何大满"}),
        {**a_visit(home), "id": "no-uuid"},
        a_visit(home),
    ]
    receipts = push("wang", *ops)
    assert results(receipts) == ["refused"] * 7 + ["applied"]
    assert all(each["detail"] for each in receipts[:7])


def test_two_devices_that_edit_different_fields_are_merged(push, resident):
    base = resident.version
    (first,) = push("wang", op("person", resident.uid, {"workplace": "柳钢"}, base), device="a")
    (late,) = push("wang", op("person", resident.uid, {"native_place": "柳州"}, base), device="b")
    assert (first["result"], late["result"]) == ("applied", "merged")
    resident.refresh_from_db()
    assert resident.facts["workplace"] == "柳钢"
    assert resident.facts["native_place"] == "柳州"


@pytest.mark.parametrize("form", ["version", "values", "field_versions", "nothing"])
def test_two_devices_that_edit_the_same_field_are_kept_both(push, as_, resident, form):
    bases = {
        "version": resident.version,
        "values": {"workplace": ""},
        "field_versions": {"workplace": resident.version},
        "nothing": None,
    }
    base = bases[form]
    (first,) = push("wang", op("person", resident.uid, {"workplace": "柳钢"}, base), device="a")
    late = op("person", resident.uid, {"workplace": "柳工"}, base)
    (second,) = push("zhang", late, device="b")
    assert (first["result"], second["result"]) == ("applied", "conflict")
    assert "工作单位" in second["detail"] or second["detail"]
    (told,) = as_("zhang").get("/sync/conflicts", state="open").json()["items"]
    assert (told["current"], told["offered"]) == ("柳钢", "柳工")
    assert results(push("zhang", late, device="b")) == ["conflict"]
    chosen = as_("zhang").post(f"/sync/conflicts/{told['id']}", {"keep": "offered"})
    assert chosen.json()["state"] == "offered"
    resident.refresh_from_db()
    assert resident.facts["workplace"] == "柳工"
    assert as_("zhang").get("/sync/conflicts", state="open").json()["items"] == []


def test_one_device_goes_on_editing_its_own_field(push, resident):
    base = resident.version
    push("wang", op("person", resident.uid, {"workplace": "柳钢"}, base))
    (receipt,) = push("wang", op("person", resident.uid, {"workplace": "柳工"}, base))
    assert receipt["result"] == "applied"


def test_a_masked_phone_in_the_base_is_the_phone(push, resident):
    base = {"phone": "120****5678"}
    (receipt,) = push("wang", op("person", resident.uid, {"phone": "12187654321"}, base))
    assert receipt["result"] == "applied"
    assert [each.number(resident) for each in resident.phones.all()] == ["12187654321"]


def test_any_order_ends_the_same(push, home, resident):
    for seed in range(4):
        key = uuid7()
        ops = [
            a_visit(home, key, found=""),
            op("visit", key, {"found": "灯坏了"}, {"found": ""}, "2026-11-24T09:10:00+08:00"),
            op(
                "visit",
                key,
                {"found": "灯和门坏了"},
                {"found": "灯坏了"},
                "2026-11-24T09:11:00+08:00",
            ),
            op("visit", key, {"feedback": "已修好"}, {"feedback": "已报修"}, "bad clock"),
        ]
        random.Random(seed).shuffle(ops)
        assert results(push("wang", *ops)) == ["applied"] * 4
        row = Visit.objects.get(uid=key)
        assert (row.text("found"), row.text("feedback")) == ("灯和门坏了", "已修好")


def test_a_stranger_reaches_nothing(push, as_, home, resident):
    ops = [a_visit(home), op("person", resident.uid, {"workplace": "柳钢"}, 1)]
    assert [(each["result"], each["code"]) for each in push("stranger", *ops)] == [
        ("refused", "missing"), ("refused", "missing"),
    ]  # fmt: skip
    pulled = as_("stranger").get("/sync/pull").json()
    assert (pulled["households"], pulled["people"]) == ([], [])


def test_old_field_names_are_understood(push, home):
    key = uuid7()
    old = op("visit", key, {"household": str(home.uid), "problem": "灯坏了", "result": "已报修"})
    assert results(push("wang", old)) == ["applied"]
    row = Visit.objects.get(uid=key)
    assert (row.text("found"), row.text("feedback")) == ("灯坏了", "已报修")


def test_reports_patrols_steps_and_journals_come_too(push, as_, home, general):
    visit, incident = uuid7(), uuid7()
    fields = {
        "category": general["一般性"],
        "description": "灯坏了",
        "visit": str(visit),
        "grid": str(home.area_id),
    }
    ops = [
        op("incident", incident, fields),
        a_visit(home, visit),
        op("patrol", uuid7(), {"findings": [{"text": "灯坏了", "incident": str(incident)}]}),
        op("journal", uuid7(), {"kind": "log", "text": "今天", "submit": True}),
    ]
    assert results(push("wang", *ops)) == ["applied"] * 4
    told = as_("liu").get(f"/visits/{visit}").json()
    assert [each["id"] for each in told["matters"]] == [str(incident)]
    stale = op("step", incident, {"verb": "accept", "version": 9})
    accept = op("step", incident, {"verb": "accept"}, 1)
    assert results(push("liu", stale, accept)) == ["refused", "applied"]


def test_a_pull_brings_the_grid_and_then_only_changes(push, as_, home, resident, world):
    first = as_("wang").get("/sync/pull", device="phone-1").json()
    assert [each["id"] for each in first["households"]] == [str(home.uid)]
    assert [(each["id"], each["gone"]) for each in first["people"]] == [(str(resident.uid), False)]
    assert "visit" in {each["kind"] for each in first["tasks"]}
    assert (first["reset"], first["more"]) == (True, False)
    Person.objects.filter(pk=resident.pk).update(status="moved")
    again = as_("wang").get("/sync/pull", since=first["next"], device="phone-1").json()
    assert again["people"] == [{"id": str(resident.uid), "gone": True}]
    assert not again["reset"]
    assert as_("wang").get("/sync/pull", since="nonsense").status_code == 422


def test_a_revoked_device_is_told_so(push, as_, home, world):
    from wangge.sync.actions.greeting import revoke
    from wangge.sync.models import Device

    push("wang", a_visit(home))
    revoke(world.staff("liu"), Device.objects.get().pk)
    answer = as_("wang").post("/sync/push", {"device": "phone-1", "ops": []})
    assert (answer.status_code, answer.json()["code"]) == (409, "device.revoked")
    assert as_("wang").get("/sync/pull", device="phone-1").status_code == 409


def test_device_and_server_prove_the_same_over_what_arrived(as_, push, home, resident):
    sent = [
        op("visit", uuid7(), {"household": str(home.uid), "found": "灯坏了"}),
        op("person", resident.uid, {"workplace": "铁路局"}),
        op("visit", uuid7(), {"household": str(uuid7())}),
    ]
    push("wang", *sent)
    push("wang", *sent)
    push("wang", op("visit", uuid7(), {"household": str(home.uid)}), device="phone-2")

    def proof(who):
        first = min(each["id"] for each in sent)
        return as_(who).get(f"/sync/proof?device=phone-1&since={first}").json()

    arrived = sorted(each["id"] for each in sent[:2])
    assert (proof("wang")["count"], proof("wang")["hash"]) == (
        2, sha256("\n".join(arrived).encode()).hexdigest(),
    )  # fmt: skip
    assert proof("zhao")["count"] == 0
