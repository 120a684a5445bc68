"""Whatever is planned: everything lies in one grid of today, nothing is lost, no code comes back."""

import os
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from divided import approved, grids_of, make_building, make_plan, on
from wangge.areas.models import Area, Succession
from wangge.incidents.models import Category, Incident
from wangge.kernel import clock
from wangge.people.models import Household, Person
from wangge.places.models import Building, Dwelling
from wangge.redivision.actions.effect import effect
from wangge.redivision.queries.comparing import compare

pytestmark = pytest.mark.usefixtures("workday")
ROUNDS = settings(
    max_examples=int(os.environ.get("WANGGE_FUZZ", "15")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
GROUND = (Building, Dwelling, Household, Person)
LAST = date(2026, 12, 1)


class Undo(Exception):  # noqa: N818 -- ends an example, nothing is wrong
    """Takes everything of an example back."""


@st.composite
def towns(draw):
    """Buildings with homes in two grids, and two plans one after the other."""
    count = draw(st.integers(2, 5))
    buildings = [
        (draw(st.integers(0, 1)), draw(st.integers(0, 3)), draw(st.integers(1, 2)))
        for _at in range(count)
    ]
    cuts = [
        (
            [draw(st.integers(1, 3)) for _at in range(count)],
            draw(st.permutations([0, 1, None, None]))[:3],
            draw(st.booleans()),
        )
        for _plan in range(2)
    ]
    return buildings, cuts, draw(st.integers(0, 2))


def matter(area, number, *, closed):
    """A row as the closed loop leaves it; the loop itself has tests of its own."""
    moment = clock.now()
    return Incident.objects.create(
        number=f"T-{number}", title="堆放杂物", description="楼道堆放杂物", area=area,
        category=Category.objects.filter(parent__isnull=False)[0], kind="一般性", urgency="一般",
        source="其他", level=12, first_level=12, found_at=moment, accept_due_at=moment,
        due_at=moment, request_digest="0", state="closed" if closed else "accepted",
        closed_at=moment if closed else None,
    )  # fmt: skip


def built(world, buildings, loose):
    """The ground: buildings, matters closed and open, households without a home."""
    grids = grids_of(world)
    rows = [
        make_building(grids[grid], at, homes=homes, people=1, stairs=stairs)
        for at, (grid, homes, stairs) in enumerate(buildings)
    ]
    for at, grid in enumerate(grids):
        for closed in (True, False):
            matter(grid, f"{at}{closed}", closed=closed)
    for _each in range(loose):
        home = Household.objects.create(area=grids[1])
        Person.objects.create(area=grids[1], household=home, name="何小满")
        Person.objects.create(area=grids[0], name="何小满")
    return rows


def planned(world, rows, cut, at):
    """A plan out of what was drawn: numbers without buildings are left out."""
    numbers, continues, split = cut
    today = grids_of(world)
    part = {}
    for row, number in zip(rows, numbers, strict=True):
        stairs = sorted(set(row.dwellings.values_list("unit", flat=True)))
        if split and len(stairs) > 1:
            part |= {f"{row.uid}#{stair}": number % 3 + 1 for number, stair in enumerate(stairs)}
        else:
            part[str(row.uid)] = number
    grids = []
    for number in sorted(set(part.values())):
        kept = continues[number - 1]
        area = today[kept] if kept is not None and kept < len(today) else None
        grids.append((number, f"{at}期{number}号网格", area, None))
    return make_plan(world, grids, part, name=f"第{at}次")


def carried_out(world, rows, cut, at):
    day = LAST + timedelta(days=at)
    before = set(Area.objects.under(world.community.code).values_list("code", flat=True))
    with on(day, hours=-9):
        plan, variant = planned(world, rows, cut, at)
        approved(world, plan, variant, day=day)
        told = compare(plan, variant)
    with on(day):
        effect(plan.uid)
        now = grids_of(world)
        seen = everything()
        effect(plan.uid)
        assert everything() == seen
        check(world, now, told)
    fresh = {grid.code for grid in now} - before
    assert all(code > max(before) for code in fresh)


def everything():
    models = (*GROUND, Area, Succession, Incident)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def check(world, now, told):
    codes = {grid.code for grid in now}
    for model in GROUND:
        assert set(model.objects.values_list("area_id", flat=True)) <= codes
    open_now = Incident.objects.filter(closed_at=None).values_list("area_id", flat=True)
    assert set(open_now) <= codes
    for home in Household.objects.select_related("dwelling"):
        assert home.dwelling is None or home.area_id == home.dwelling.area_id
    for person in Person.objects.exclude(household=None).select_related("household"):
        assert person.area_id == person.household.area_id
    sizes = Counter(Household.objects.values_list("area_id", flat=True))
    assert sorted(sizes[grid.code] for grid in now) == sorted(line.after for line in told.lines)
    assert world.community.code not in codes


@ROUNDS
@given(towns())
def test_everything_lies_in_one_grid_nothing_is_lost_and_no_code_comes_back(world, town):
    buildings, cuts, loose = town
    with suppress(Undo), transaction.atomic():
        rows = built(world, buildings, loose)
        counts = [model.objects.count() for model in (*GROUND, Incident)]
        closed = Incident.objects.exclude(closed_at=None).order_by("pk")
        statistics = list(closed.values_list("number", "area_id", "changed_at", "version"))
        for at, cut in enumerate(cuts):
            carried_out(world, rows, cut, at)
        assert [model.objects.count() for model in (*GROUND, Incident)] == counts
        told = list(closed.values_list("number", "area_id", "changed_at", "version"))
        assert told == statistics
        raise Undo
