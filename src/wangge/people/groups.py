"""The groups that need attention (重点人群): how often they are reviewed, who may belong. Pure.

The five must-visit groups 老弱小残孕 are those of the duties of a grid worker (003-27).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wangge.dictionary.codes import LABELS
from wangge.people.rules import ADULT, MAN, WOMAN, age

OLD, WEAK, YOUNG, DISABLED, PREGNANT = "old", "weak", "young", "disabled", "pregnant"
HALF_YEAR, YEAR = 183, 365

GROUPS: Mapping[str, tuple[str, int]] = {
    "empty_nest": (OLD, HALF_YEAR), "lives_alone": (OLD, HALF_YEAR), "very_old": (OLD, YEAR),
    "childless_old": (OLD, HALF_YEAR), "left_behind_old": (OLD, HALF_YEAR),
    "minimum_living": (WEAK, YEAR), "destitute": (WEAK, YEAR), "edge_poor": (WEAK, YEAR),
    "left_behind_woman": (WEAK, YEAR), "needy_worker": (WEAK, YEAR),
    "left_behind_child": (YOUNG, HALF_YEAR), "needy_child": (YOUNG, HALF_YEAR),
    "disabled": (DISABLED, YEAR), "pregnant": (PREGNANT, 90),
    "jobless": ("", HALF_YEAR), "hard_to_employ": ("", HALF_YEAR), "veteran": ("", 2 * YEAR),
    "preferential": ("", 2 * YEAR), "volunteer": ("", YEAR),
}  # fmt: skip
"""Key of a label -> (must-visit group or none, days until it is to be reviewed)."""

ELDER, VERY_OLD = 60, 80
SCHOOL_AGE_ENDS = 16
HARD = {MAN: (50, 60), WOMAN: (40, 55)}
"""4050人员: without work from this age until pension (人社 rule)."""

WITHOUT_WORK = frozenset({"04"})  # employment, code of 劳动保障登记
EXPECTING = frozenset({"02", "03"})  # 孕期, 产后一年内


@dataclass(frozen=True)
class Resident:
    """What the rules look at: a person and the ages of all who live in the household."""

    birth_date: date | None
    sex: str
    residence: str
    facts: Mapping[str, Any]
    ages: tuple[int, ...] = ()  # of the whole household, the person too; unknown ones left out
    size: int = 1
    home: Mapping[str, Any] = field(default_factory=dict)  # facts of the household


@dataclass(frozen=True)
class Suggestion:
    """A label that may fit, and why."""

    key: str
    basis: str

    @property
    def name(self) -> str:
        return LABELS[self.key]


Rule = Callable[[Resident, int], str]


def _alone(row: Resident, years: int) -> str:
    return f"{years} 岁，户内只有一人" if years >= ELDER and row.size == 1 else ""


def _nest(row: Resident, years: int) -> str:
    known = len(row.ages) == row.size
    old = row.size > 1 and known and min(row.ages) >= ELDER
    return f"{years} 岁，户内 {row.size} 人都已满 {ELDER} 岁" if years >= ELDER and old else ""


def _very_old(_row: Resident, years: int) -> str:
    return f"{years} 岁，已满 {VERY_OLD} 岁" if years >= VERY_OLD else ""


def _left_behind(row: Resident, years: int) -> str:
    grown = any(ADULT <= other < ELDER for other in row.ages)
    known = len(row.ages) == row.size
    child = years < SCHOOL_AGE_ENDS and row.size > 1 and known and not grown
    return f"{years} 岁，户内没有 {ADULT} 至 {ELDER} 岁的成年人" if child else ""


def _hard(row: Resident, years: int) -> str:
    least, most = HARD.get(row.sex, (999, 999))
    jobless = row.facts.get("employment") in WITHOUT_WORK
    return f"{years} 岁，就业状况为失业" if least <= years < most and jobless else ""


def _jobless(row: Resident, years: int) -> str:
    jobless = row.facts.get("employment") in WITHOUT_WORK
    return "就业状况为失业" if jobless and years >= SCHOOL_AGE_ENDS else ""


def _disabled(row: Resident, _years: int) -> str:
    held = row.facts.get("disability_number") or row.facts.get("disability_kind")
    return "登记有残疾证或残疾类别" if held else ""


def _pregnant(row: Resident, _years: int) -> str:
    return "孕产情况登记为孕期或产后" if row.facts.get("pregnancy") in EXPECTING else ""


def _poor(row: Resident, _years: int) -> str:
    return "本户登记有低保证号码" if row.home.get("allowance_number") else ""


def _destitute(row: Resident, _years: int) -> str:
    return "本户登记为特困供养（五保）户" if row.home.get("destitute") == "1" else ""


def _preferential(row: Resident, _years: int) -> str:
    return "登记有优抚类别" if row.facts.get("honor_kind") else ""


def _veteran(row: Resident, _years: int) -> str:
    return "登记有退伍时间" if row.facts.get("discharged_on") else ""


RULES: Mapping[str, Rule] = {
    "lives_alone": _alone, "empty_nest": _nest, "very_old": _very_old,
    "left_behind_child": _left_behind, "hard_to_employ": _hard, "jobless": _jobless,
    "disabled": _disabled, "pregnant": _pregnant, "minimum_living": _poor,
    "destitute": _destitute, "preferential": _preferential, "veteran": _veteran,
}  # fmt: skip
"""Which labels can be computed, each with the rule that tells why; an empty answer is no."""


def suggestions(row: Resident, held: Iterable[str], today: date) -> list[Suggestion]:
    """The labels that fit and that the person does not have; a person decides."""
    years = age(row.birth_date, today) if row.birth_date else -1
    have = frozenset(held)
    told = ((key, rule(row, years)) for key, rule in RULES.items() if LABELS[key] not in have)
    return [Suggestion(key, why) for key, why in told if why]
