"""What a visit and a patrol are, whose clock counts, and when a household is due. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

TEXTS: Mapping[str, str] = {
    "purpose": "走访目的",
    "found": "发现的问题",
    "feedback": "反馈",
    "difficulty": "困难",
    "need": "需求",
    "recent_change": "近期变化",
    "wished": "希望的走访时间",
}
"""The texts of a visit: before, during and after it (000-A59), and what the home needs (003-31)."""

OPINIONS = ("found", "difficulty", "need", "recent_change")
"""What goes into the record book of opinions (社情民意调查记录簿)."""

LONGEST = 1000
POINTS = 500
MEMBERS = 30
FINDINGS = 50

SLACK = timedelta(minutes=10)  # phones' clocks differ
OLDEST = timedelta(days=400)  # no phone was away for longer
LONGEST_TRIP = timedelta(hours=24)

GROUPS: Mapping[str, str] = {
    "old": "visit_days_old",
    "weak": "visit_days_weak",
    "young": "visit_days_young",
    "disabled": "visit_days_disabled",
    "pregnant": "visit_days_pregnant",
}
"""The five groups 老弱小残孕 -> the local rule with the days between two visits."""

EVERYBODY = "visit_days_household"


@dataclass(frozen=True)
class Span:
    """When something took place by the server's reckoning, and whether a device's clock was off."""

    start: datetime
    end: datetime
    doubtful: bool = False


def span(
    start: datetime | None, end: datetime | None, *, now: datetime, offset: timedelta = timedelta()
) -> Span:
    """The time of a visit: as told, moved by how far the device's clock is known to be off.

    A time that cannot be is not a reason to refuse honest work: the moment of receipt stands in
    for it, and what the device said is kept beside it.
    """
    told = [moment + offset for moment in (start, end) if moment is not None]
    if not told:
        return Span(now, now)
    begin, finish = told[0], told[-1]
    possible = now - OLDEST <= begin <= finish <= now + SLACK and finish - begin <= LONGEST_TRIP
    if possible:
        return Span(min(begin, now), min(finish, now))
    if now - OLDEST <= begin <= now + SLACK:
        return Span(min(begin, now), min(begin, now), doubtful=True)
    return Span(now, now, doubtful=True)


@dataclass(frozen=True)
class Due:
    """Why a household is to be called on: the days since the last meeting (0: never met), the rule."""

    days: int
    limit: int
    groups: tuple[str, ...]
    never: bool

    @property
    def late(self) -> int:
        """By how many days the limit is passed; a home that was never met is due, not late."""
        return 0 if self.never else self.days - self.limit


def due(
    groups: Iterable[str], limits: Mapping[str, int], *, last: date | None, today: date
) -> Due | None:
    """Whether a household is due today: the shortest interval of its groups decides.

    `limits` has the days for each group and under `""` those for every household; 0 days means
    that nobody is due by that rule.
    """
    known = {group: limits[group] for group in ("", *groups) if limits.get(group)}
    if not known:
        return None
    limit = min(known.values())
    days = (today - last).days if last else 0
    if last and days < limit:
        return None
    deciding = tuple(sorted(group for group in known if group))
    return Due(days=days, limit=limit, groups=deciding, never=last is None)
