"""General information goes up in a batch on the days set, special information at once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wangge.areas.actions import put_setting
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.notices.queries import unread
from wangge.visits.actions.handing import Told, hand_up
from wangge.visits.models import Information
from wangge.visits.queries import batches


def tell(world, text="几户反映晚上音响太吵", who="wang", kind="general", uid=None, **more):
    told = Told(grid=world.grid.code, kind=kind, text=text, **more)
    return hand_up(world.staff(who), uid or uuid7(), told)[0]


def seen(world, who="liu", days=30):
    today = clock.today()
    span = (today - timedelta(days=days), today)
    return [row.texts["text"] for row in batches.handed(world.staff(who), world.county.code, *span)]


def test_what_is_noted_on_wednesday_reaches_the_desk_on_friday(world, workday):
    with clock.at(workday + timedelta(days=1)):
        row = tell(world)
        assert (row.window.isoformat(), seen(world)) == ("2026-11-27", [])
    with clock.at(workday + timedelta(days=3)):
        assert seen(world) == ["几户反映晚上音响太吵"]
        today = clock.today()
        (batch,) = batches.batches(world.staff("liu"), world.community.code, today, today)
    assert (batch.count, batch.special, batch.late, batch.on_time) == (1, 0, 0, 100.0)


def test_what_is_noted_on_a_day_set_goes_up_that_day(world):
    assert tell(world).handed_on == clock.today()
    assert seen(world) == ["几户反映晚上音响太吵"]


def test_special_information_goes_up_at_once_and_the_desk_is_told(world, workday):
    with clock.at(workday + timedelta(days=1)):
        row = tell(world, "有人在楼里私接电线", kind="special")
        assert (row.is_late, seen(world)) == (False, ["有人在楼里私接电线"])
        told = [notice.text for notice in unread(world.users["liu"])]
    assert told == ["特殊信息：有人在楼里私接电线"]


def test_what_comes_after_its_day_is_late_and_not_lost(world, workday):
    noted = workday - timedelta(days=6)  # a Wednesday: Friday's batch has gone
    row = tell(world, noted_at=noted)
    today = clock.today()
    (batch,) = batches.batches(world.staff("liu"), world.community.code, today, today)
    assert (row.window.isoformat(), row.is_late, batch.late) == ("2026-11-20", True, 1)


def test_a_community_sets_its_own_days(world, workday):
    put_setting("report_days", world.community, "周四", actor=None, source="社区")
    assert tell(world).handed_on.isoformat() == "2026-11-26"


def test_sent_again_it_is_there_once_and_other_words_are_refused(world):
    uid = uuid7()
    tell(world, uid=uid)
    tell(world, uid=uid)
    assert Information.objects.count() == 1
    with pytest.raises(Refused) as caught:
        tell(world, "别的话", uid=uid)
    assert caught.value.code == "information.other_content"
    with pytest.raises(Missing):
        tell(world, uid=uid, who="zhang")


def test_one_cannot_tell_of_another_grid_or_nothing(world):
    with pytest.raises(Missing):
        tell(world, who="other_worker")
    with pytest.raises(Invalid):
        tell(world, "  ")
    with pytest.raises(Invalid):
        tell(world, kind="urgent")


def test_others_do_not_see_it(world):
    tell(world)
    assert [seen(world, who) for who in ("stranger", "other_worker", "town", "chen")] == [
        [],
        [],
        ["几户反映晚上音响太吵"],
        ["几户反映晚上音响太吵"],
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_batches_take_as_many_queries_whatever_they_hold(world, count):
    for n in range(count):
        tell(world, f"第 {n} 条")
    staff, today = world.staff("liu"), clock.today()
    with CaptureQueriesContext(connection) as queries:
        found = list(batches.handed(staff, world.community.code, today, today))
        assert (len(found), {row.worker.name for row in found}) == (count, {"wang同志"})
        batches.batches(staff, world.community.code, today, today)
    assert len(queries) == 2


def test_the_visits_of_a_batch_are_those_since_the_window_before():
    friday, tuesday = date(2026, 11, 27), date(2026, 11, 24)
    assert batches.period(friday, (1, 4)) == (date(2026, 11, 25), friday)
    assert batches.period(tuesday, (1, 4)) == (date(2026, 11, 21), tuesday)
