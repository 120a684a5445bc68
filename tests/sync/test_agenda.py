"""What a phone is told of the day: the week's cap, stand-ins, notices, pages, information."""

from datetime import timedelta

import pytest

from api_people import make_person
from wangge.areas.actions import put_setting
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.notices.actions import tell
from wangge.people.models import Household
from wangge.posts.actions import take_leave
from wangge.posts.models import Posting
from wangge.sync.actions.pushing import Hello, push
from wangge.sync.queries.pulling import pull
from wangge.visits.models import Journal


@pytest.fixture
def world(workday, world):
    return world


@pytest.fixture
def homes(world):
    made = []
    for n in range(3):
        home = Household.objects.create(area=world.grid)
        person = make_person(world.grid, name=f"住户{n}", id_number=None, phone="")
        person.household = home
        person.save(update_fields=["household"])
        made.append(home)
    return made


def op(entity, fields, key=None, at=None):
    return {
        "id": str(uuid7()), "entity": entity, "key": str(key or uuid7()), "base": None,
        "fields": fields, "at": (at or clock.now()).isoformat(),
    }  # fmt: skip


def told(world, who="wang"):
    return pull(world.staff(who), "")


def calls(found):
    return [each for each in found.tasks if each["kind"] == "visit"]


def test_a_home_without_a_date_may_be_visited_any_day_until_friday(world, homes):
    found = calls(told(world))
    assert {(each["any_day"], each["due_on"].isoformat()) for each in found} == {
        (True, "2026-11-27")
    }


def test_the_weeks_cap_puts_off_the_rest_and_says_why(world, homes):
    put_setting("visits_week_cap", world.community, 2, actor=None, source="社区")
    found = told(world)
    assert (len(calls(found)), len(found.dropped)) == (2, 1)
    assert found.dropped[0]["reason"].startswith(
        "本周上限 2 户（已走 0 户），先排必访和超期更久的，这一户排到以后；"
    )
    put_setting("visits_week_cap", world.community, 0, actor=None, source="社区")
    assert (len(calls(told(world))), told(world).dropped) == (3, [])


def test_homes_called_on_this_week_count_against_the_cap(world, homes):
    put_setting("visits_week_cap", world.community, 2, actor=None, source="社区")
    push(world.staff("wang"), Hello("a"), [op("visit", {"household": str(homes[0].uid)})])
    found = told(world)
    assert (len(calls(found)), len(found.dropped), found.rules["week_made"]) == (1, 1, 1)


def test_whoever_stands_in_is_told_for_whom(world, homes):
    posting = Posting.objects.get(user=world.users["wang"])
    now = clock.now()
    assert told(world, "zhao").tasks == []
    take_leave(posting, since=now, until=now + timedelta(days=2), actor=world.users["liu"])
    assert {each["stand_in"] for each in told(world, "zhao").tasks} == {"wang同志（A岗）"}
    assert {each["stand_in"] for each in told(world).tasks} == {""}


def test_a_notice_is_on_the_phone_until_it_is_read_there(world):
    tell({world.users["wang"].pk}, "明天上午例会", subject="meeting:1")
    (notice,) = told(world).notices
    assert (notice["text"], notice["incident"]) == ("明天上午例会", None)
    (other,) = push(world.staff("zhang"), Hello("b"), [op("notice", {"read": True}, notice["id"])])
    assert (other.result, len(told(world).notices)) == ("applied", 1)
    push(world.staff("wang"), Hello("a"), [op("notice", {"read": True}, notice["id"])])
    assert told(world).notices == []
    (wild,) = push(world.staff("wang"), Hello("a"), [op("notice", {"read": True})])
    assert wild.result == "applied"


def test_ones_own_pages_and_information_come_back_to_the_phone(world, homes):
    ops = [
        op("information", {"kind": "general", "text": "广场音响太吵", "grid": world.grid.number}),
        op("journal", {"kind": "diary", "day": "2026-11-24", "text": "王阿婆", "submit": True}),
    ]
    receipts = push(world.staff("wang"), Hello("a"), ops)
    found = told(world)
    assert [each.result for each in receipts] == ["applied", "applied"]
    assert receipts[0].detail == "将于 11-24 随批次报送社区。"
    assert [(page["kind"], page["text"]) for page in found.journals] == [("diary", "王阿婆")]
    assert [one["text"] for one in found.information] == ["广场音响太吵"]
    assert found.rules["report_weekdays"] == [1, 4]
    assert (told(world, "zhang").journals, told(world, "zhang").information) == ([], [])


def test_a_log_handed_in_first_still_gets_the_records_that_come_later(world, homes):
    day = clock.today().isoformat()
    fields = {"kind": "log", "day": day, "text": "下午下雨", "submit": True}
    push(world.staff("wang"), Hello("a"), [op("journal", fields)])
    late = op("visit", {"household": str(homes[0].uid), "purpose": "看望"})
    push(world.staff("wang"), Hello("a"), [late])
    row = Journal.objects.get()
    assert (row.texts["text"], [line[6:] for line in row.texts["lines"]]) == (
        "下午下雨",
        [f"走访 {world.grid.name}，看望"],
    )


def test_what_cannot_be_is_refused_with_words(world):
    receipts = push(
        world.staff("wang"),
        Hello("a"),
        [
            op("information", {"kind": "general", "text": "", "grid": world.grid.number}),
            op("information", {"kind": "general", "text": "x", "grid": "x"}),
            op("information", {"kind": "general", "text": "x", "grid": world.other_grid.number}),
            op("suggestion", {"kind": "app", "text": "好", "anonymous": "yes"}),
        ],
    )
    assert [(each.result, each.code) for each in receipts] == [
        ("refused", "information.text"),
        ("refused", "information.grid"),
        ("refused", "missing"),
        ("refused", "op.value"),
    ]
