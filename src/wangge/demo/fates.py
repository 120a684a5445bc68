"""What becomes of the demo's incidents: every end and every turning of the loop, some of each."""

from math import inf
from random import Random
from typing import NamedTuple

from wangge.incidents.rules import (
    ACCEPTED,
    APPROVAL,
    ARCHIVED,
    AWAITING,
    CLOSED,
    DISPATCHED,
    GENERAL,
    HANDLED,
    HANDLING,
    INFORMED,
    JOINT,
    MERGED,
    REGISTERED,
    REJECTED,
    REPORTED,
    SUDDEN,
    SUSPENDED,
    VERIFIED,
    VOID,
)

OLDEST = 90
COMMUNITY, TOWN, COUNTY = 0, 1, 2


class Fate(NamedTuple):
    """Where an incident stands by now, and what happens on the way there.

    Reported between `newest` and `oldest` days ago; `turns` are the special turnings, see
    `wangge.demo.course`; `level` is the highest desk it reaches.
    """

    end: str
    newest: float
    oldest: float
    turns: str = ""
    kind: str = ""
    level: int = COMMUNITY


# How often, and what. Windows leave the time that each course needs.
SPECIAL = (
    (3, Fate(REPORTED, 0, 0.4)),
    (2, Fate(REPORTED, 0, 1.5, "by_assistant")),
    (2, Fate(REPORTED, 2, 5, level=TOWN)),
    (2, Fate(REPORTED, 3, 6, level=COUNTY)),
    (3, Fate(ACCEPTED, 1, 3)),
    (2, Fate(ACCEPTED, 4, 8, level=COUNTY)),
    (2, Fate(ACCEPTED, 4, 8, "returned_down")),
    (3, Fate(REGISTERED, 1, 3, kind=GENERAL)),
    (2, Fate(REGISTERED, 4, 8, "refused_by_unit", JOINT, TOWN)),
    (3, Fate(AWAITING, 1, 4, kind=APPROVAL)),
    (2, Fate(AWAITING, 4, 8, kind=APPROVAL, level=TOWN)),
    (3, Fate(DISPATCHED, 1, 4)),
    (3, Fate(DISPATCHED, 4, 8, kind=JOINT, level=TOWN)),
    (4, Fate(HANDLING, 2, 5)),
    (3, Fate(HANDLING, 16, 30, "late supervised")),
    (2, Fate(HANDLING, 8, 16, "rework", level=TOWN)),
    (2, Fate(HANDLING, 8, 14, "asks_extension", JOINT, TOWN)),
    (3, Fate(HANDLING, 8, 14, "extended", JOINT)),
    (2, Fate(HANDLING, 30, 60, "resumed", JOINT, COUNTY)),
    (3, Fate(SUSPENDED, 14, 60, "suspended", JOINT, TOWN)),
    (3, Fate(HANDLING, 3, 7, "misfiled")),
    (4, Fate(ARCHIVED, 30, OLDEST, "misfiled")),
    (3, Fate(HANDLED, 6, 12)),
    (3, Fate(INFORMED, 6, 12)),
    (2, Fate(INFORMED, 1, 3, "settled", GENERAL)),
    (3, Fate(VERIFIED, 8, 15)),
    (4, Fate(CLOSED, 6, 20, "settled", GENERAL)),
    (4, Fate(CLOSED, 2, 20, kind=SUDDEN)),
    (3, Fate(CLOSED, 14, 40, "rework called_back", level=COUNTY)),
    (3, Fate(CLOSED, 20, 45, "reopened")),
    (3, Fate(REJECTED, 3, 80, "rejected")),
    (3, Fate(MERGED, 3, 80, "merged")),
    (3, Fate(VOID, 3, 80, "voided")),
    (6, Fate(ARCHIVED, 20, OLDEST, "settled called_back", GENERAL)),
    (6, Fate(ARCHIVED, 30, OLDEST, "by_assistant called_back")),
    (4, Fate(ARCHIVED, 30, OLDEST, "declined_once", APPROVAL)),
    (4, Fate(ARCHIVED, 35, OLDEST, "extended", JOINT)),
    (3, Fate(ARCHIVED, 50, OLDEST, "resumed", JOINT, TOWN)),
    (5, Fate(ARCHIVED, 30, OLDEST, "rework called_back")),
    (5, Fate(ARCHIVED, 35, OLDEST, "called_back", JOINT, COUNTY)),
    (3, Fate(ARCHIVED, 35, OLDEST, "rework returned_down", JOINT, COUNTY)),
    (6, Fate(ARCHIVED, 45, OLDEST, "late supervised called_back", level=TOWN)),
    (4, Fate(ARCHIVED, 45, OLDEST, "late")),
    (3, Fate(ARCHIVED, 45, OLDEST, "refused_by_unit", JOINT, TOWN)),
    (6, Fate(ARCHIVED, 20, OLDEST, "called_back", SUDDEN)),
    (3, Fate(ARCHIVED, 20, OLDEST, "", SUDDEN, COUNTY)),
    (4, Fate(ARCHIVED, 45, OLDEST, "reopened called_back")),
)
CALLED_BACK = 0.5
# Everybody else, by age in days: where an ordinary matter stands by now.
ORDINARY = (
    (1, (REPORTED, ACCEPTED, DISPATCHED)),
    (3, (ACCEPTED, DISPATCHED, HANDLING, HANDLING)),
    (7, (HANDLING, HANDLED, INFORMED)),
    (16, (INFORMED, VERIFIED, CLOSED, CLOSED)),
    (30, (CLOSED, CLOSED, ARCHIVED)),
    (inf, (ARCHIVED, ARCHIVED, ARCHIVED, CLOSED)),
)


def ordinary(age: float, rng: Random) -> Fate:
    """Choose an ordinary fate for a matter reported `age` days ago."""
    end = rng.choice(next(ends for last, ends in ORDINARY if age <= last))
    turns = "called_back" if end == ARCHIVED and rng.random() < CALLED_BACK else ""
    return Fate(end, age, age, turns, level=rng.choices((COMMUNITY, TOWN), (7, 2))[0])


def allot(ages: list[float], rng: Random) -> list[Fate]:
    """One fate for each age (in days): the special ones first, where they fit."""
    fates: dict[int, Fate] = {}
    free = set(range(len(ages)))
    special = [fate for number, fate in SPECIAL for _ in range(number)]
    for fate in sorted(special, key=lambda fate: fate.oldest - fate.newest):
        fitting = sorted(i for i in free if fate.newest <= ages[i] <= fate.oldest)
        if fitting:
            chosen = rng.choice(fitting)
            fates[chosen] = fate
            free.remove(chosen)
    return [fates.get(i) or ordinary(age, rng) for i, age in enumerate(ages)]
