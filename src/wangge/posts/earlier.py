"""Whose grids they were: for work that was done before the borders changed and arrives afterwards."""

from dataclasses import replace
from datetime import datetime, timedelta

from wangge.areas.succeeding import went_into
from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor
from wangge.posts.access import Duty, Staff, staff_at

LATE = timedelta(days=30)
"""How long after a change of borders a device may still bring what was done before."""


def as_of(staff: Staff, moment: datetime) -> Staff:
    """The person with what became of the grids held at `moment`, as far as still at work there.

    Each added duty names the grid of then as its area and reaches it and what it went into.
    """
    now = clock.now()
    if not now - LATE <= moment < now:
        return staff
    here = {ancestor(start, Level.COMMUNITY) for start, _stop in staff.ranges("collect")}
    then = [
        (duty, grid)
        for duty in staff_at(staff.user, moment).duties
        for grid, _stop in duty.ranges
        if duty.level == Level.GRID and ancestor(grid, Level.COMMUNITY) in here
    ]
    into = went_into({grid for _duty, grid in then}, since=moment.astimezone(clock.BEIJING).date())
    added = tuple(_late(duty, grid, into[grid]) for duty, grid in then if into.get(grid))
    return replace(staff, duties=(*staff.duties, *added))


def _late(duty: Duty, grid: int, into: list[int]) -> Duty:
    return replace(duty, area=grid, ranges=tuple((code, code + 1) for code in [grid, *into]))
