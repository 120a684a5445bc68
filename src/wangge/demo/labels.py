"""Labels (标签) of residents: those that follow from the household, and those dealt by chance."""

from random import Random

from wangge.demo.families import WOMAN
from wangge.demo.relations import (
    CHILD,
    DAUGHTERS_CHILD,
    MARRIED,
    SONS_CHILD,
    Member,
)
from wangge.dictionary.codes import LABELS

ADULT, OLD, VERY_OLD, LAST_OF_YOUTH = 18, 60, 80, 16
CHILDBEARING = range(22, 42)
HARD_TO_EMPLOY = range(40, 60)
WORKING = range(20, 61)
LOW_INCOME, EXPECTING, SOLDIER, UNEMPLOYED = 0.012, 0.03, 0.025, 0.05
DISABLED, DISABLED_OLD = 0.03, 0.12
RARE = (
    (LABELS["community_correction"], 0.0012),
    (LABELS["released"], 0.0015),
    (LABELS["mental_disorder"], 0.003),
)
GRANDCHILD = {*SONS_CHILD.values(), *DAUGHTERS_CHILD.values()}


def assign(members: list[Member], rng: Random) -> list[list[str]]:
    """Give each member of a household the labels that fit."""
    found: list[list[str]] = [[] for _ in members]
    _from_household(members, found)
    if rng.random() < LOW_INCOME:
        for mine in found:
            mine.append(LABELS["minimum_living"])
    return [mine + _by_chance(member, rng) for member, mine in zip(members, found, strict=True)]


def _from_household(members: list[Member], found: list[list[str]]) -> None:
    if all(member.age >= OLD for member in members):
        for mine in found:
            mine.append(LABELS["empty_nest"])
        if len(members) == 1:
            found[0].append(LABELS["lives_alone"])
    relations = {member.relation for member in members}
    if relations & GRANDCHILD and not relations & set(CHILD.values()):
        for member, mine in zip(members, found, strict=True):
            if member.relation in GRANDCHILD and member.age <= LAST_OF_YOUTH:
                mine.append(LABELS["left_behind_child"])


def _by_chance(member: Member, rng: Random) -> list[str]:
    age, mine = member.age, []
    if age >= VERY_OLD:
        mine.append(LABELS["very_old"])
    if rng.random() < (DISABLED_OLD if age >= OLD else DISABLED):
        mine.append(LABELS["disabled"])
    married_woman = member.sex == WOMAN and member.marital == MARRIED
    if married_woman and age in CHILDBEARING and rng.random() < EXPECTING:
        mine.append(LABELS["pregnant"])
    if age < ADULT:
        return mine
    if member.sex != WOMAN and rng.random() < SOLDIER:
        mine.append(LABELS["veteran"])
    if age in HARD_TO_EMPLOY and rng.random() < UNEMPLOYED:
        mine.append(LABELS["hard_to_employ"])
    if age in WORKING:
        mine += [label for label, chance in RARE if rng.random() < chance]
    return mine
