"""Plays three months of incidents: many courses at once, in the order of time, by real actions."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from wangge.demo.arrivals import arrivals
from wangge.demo.case import Case, EndedError, Waits
from wangge.demo.crew import Crew
from wangge.demo.fates import OLDEST, Fate, allot
from wangge.demo.ground import GridGround, Ground
from wangge.demo.opening import take_in
from wangge.demo.shelf import Shelf
from wangge.demo.stories import STORIES, Story
from wangge.demo.working import carry_out, finish
from wangge.incidents import rules
from wangge.incidents.deadlines import calendar_at
from wangge.incidents.models import Category
from wangge.kernel import clock
from wangge.kernel.errors import Refused
from wangge.kernel.worktime import Unit
from wangge.notices.actions import read_all

DAY = timedelta(days=1)
MOMENT = timedelta(seconds=20)
WEEK, WORK_WEEK = 7, 5
LONG_AGO = 30
READ_UP_TO = timedelta(days=1)
RECENT, RECENT_DAYS = 0.3, 9
"""Part of the incidents that come from the last days, so that every desk has something to do."""


def replay(ground: Ground, crew: Crew, number: int, *, until: datetime) -> list[str]:
    """Play `number` incidents up to `until`; what was refused on the way (nothing, one hopes)."""
    rng = Random(20)
    recent, age = round(number * RECENT), _ages(ground.town, until)
    days = next(n for n in range(1, OLDEST) if age(until - n * DAY) >= RECENT_DAYS)
    moments = arrivals(number - recent, until=until, days=OLDEST, rng=rng)
    moments += arrivals(recent, until=until, days=days, rng=rng)
    fates = allot([age(moment) for moment in moments], rng)
    cases: list[Case] = []
    shelf, cast = Shelf(rng), _Cast(ground, crew, rng)
    for fate in fates:
        grid = cast.grid(fate)
        cases.append(Case(crew, shelf, fate, cast.story(fate), grid, rng, cases))
    queue = [(moment, i, _course(cases[i])) for i, moment in enumerate(moments)]
    queue.append((until - READ_UP_TO, len(queue), _read_up(crew)))
    return list(_play(queue, until))


def _ages(town: int, until: datetime) -> Callable[[datetime], float]:
    """Ages in days of ordinary weeks: a holiday ages nothing, since nobody was at the desk."""
    calendar = calendar_at(town)
    return lambda moment: calendar.elapsed(moment, until, Unit.WORK_DAY) / DAY * WEEK / WORK_WEEK


def _play(queue: list[tuple[datetime, int, Waits]], until: datetime) -> Iterator[str]:
    heapq.heapify(queue)
    while queue:
        moment, i, course = heapq.heappop(queue)
        if moment > until:
            continue
        with clock.at(moment):
            try:
                following = next(course)
            except (EndedError, StopIteration):
                continue
            except Refused as refused:
                yield refused.message
                continue
        heapq.heappush(queue, (max(following, moment + MOMENT), i, course))


def _course(case: Case) -> Waits:
    yield from take_in(case)
    if case.incident.state != rules.INFORMED:
        yield from carry_out(case)
    yield from finish(case)


def _read_up(crew: Crew) -> Waits:
    """Everybody has read what they were told until a day ago."""
    for user in crew.everybody():
        read_all(user)
    yield from ()


class _Cast:
    """Chooses where an incident happens and what it is."""

    def __init__(self, ground: Ground, crew: Crew, rng: Random) -> None:
        self._rng = rng
        self._grids = [grid for grid in ground.grids if grid.houses]
        self._helped = [grid for grid in self._grids if crew.holder("assistant", grid.code)]
        self._kinds = dict(Category.objects.values_list("code", "kind"))
        self._told: Counter[str] = Counter()

    def grid(self, fate: Fate) -> GridGround:
        helped = "by_assistant" in fate.turns
        return self._rng.choice(self._helped if helped else self._grids)

    def story(self, fate: Fate) -> Story:
        """Choose a story of the fate's kind, one of those told least."""
        fitting = [story for story in STORIES if self._fits(story, fate)]
        self._rng.shuffle(fitting)
        story = min(fitting, key=lambda story: self._told[story.title])
        self._told[story.title] += 1
        return story

    def _fits(self, story: Story, fate: Fate) -> bool:
        kind = self._kinds.get(story.category)
        if fate.kind:
            return kind == fate.kind
        # Urgent matters are over soon and approvals take long: they fit where there is time.
        return kind in {rules.GENERAL, rules.JOINT} or fate.oldest > LONG_AGO
