"""One incident of the demo while it is played: what is said about it, and the waits between."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from wangge.demo.crew import Crew
from wangge.demo.fates import Fate
from wangge.demo.ground import GridGround
from wangge.demo.shelf import Shelf
from wangge.demo.stories import Story
from wangge.incidents import rules
from wangge.incidents.actions.stepping import advance
from wangge.incidents.deadlines import calendar_at
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.worktime import Limit, Unit

Waits = Iterator[datetime]
CHANNELS = ("电话", "当面", "微信", "短信")


class EndedError(Exception):
    """The incident stands where its fate ends."""


@dataclass(eq=False)
class Case:
    """An incident with its fate; `turns` and `climb` are what is still to come of it."""

    crew: Crew
    shelf: Shelf
    fate: Fate
    story: Story
    grid: GridGround
    rng: Random
    mates: list["Case"]
    turns: set[str] = field(init=False)
    climb: int = field(init=False)
    incident: Incident = field(init=False)
    started: bool = False
    link: str = ""

    def __post_init__(self) -> None:
        self.turns = set(self.fate.turns.split())
        self.climb = self.fate.level

    def say(self, who: str, verb: str, note: str = "", **facts: object) -> None:
        """Let `who` move the incident; raises `EndedError` when it has arrived."""
        self.incident = advance(
            self.incident.uid,
            verb,
            version=self.incident.version,
            staff=self.crew.staff(who),
            note=note,
            facts=facts,
        )
        self.check()

    def check(self) -> None:
        """Raise `EndedError` when nothing is to come any more."""
        if self.incident.state == self.fate.end and not self.turns and not self.climb:
            raise EndedError

    def takes(self, turn: str) -> bool:
        """Whether the turn is still to come; it counts as taken now."""
        found = turn in self.turns
        self.turns.discard(turn)
        return found

    def soon(self, least: float, most: float) -> datetime:
        """Wait some working hours; minutes when it is urgent."""
        hours = self.rng.uniform(least, most)
        if self.incident.kind == rules.SUDDEN:
            return clock.now() + timedelta(minutes=6 + hours * 12)
        return calendar_at(self.grid.code).add(clock.now(), Limit(hours, Unit.WORK_HOUR))

    def when_used(self, least: float, most: float) -> datetime:
        """Wait until that share of the time limit is used up, into working hours."""
        share = self.rng.uniform(least, most)
        allowed = self.incident.due_at - self.incident.reported_at
        moment = max(self.incident.reported_at + allowed * share, clock.now())
        if self.incident.kind == rules.SUDDEN:
            return moment + timedelta(minutes=10)
        return calendar_at(self.grid.code).add(moment, Limit(0.3, Unit.WORK_HOUR))

    def channel(self) -> str:
        """How somebody is told."""
        return self.rng.choice(CHANNELS)

    @property
    def desk(self) -> str:
        return self.crew.desk(self.incident)

    @property
    def leader(self) -> str:
        return self.crew.leader(self.incident)
