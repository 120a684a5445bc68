"""How many calls the local rules ask of each grid in a month: work that no backlog distorts."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from wangge.areas.models import Area
from wangge.areas.settings import setting
from wangge.kernel.codes import below
from wangge.people.households import HERE
from wangge.people.models import PersonLabel
from wangge.visits import rules

MONTH = 30


def monthly(area: Area, homes: Mapping[int, int]) -> dict[int, float]:
    """By grid: calls in thirty days, if every one of its `homes` is visited as often as it is due.

    Ask inside `read_once`: the intervals are local rules, read for each grid.
    """
    groups = _groups(area)
    return {code: _asked(many, _limits(code), groups.get(code, {})) for code, many in homes.items()}


def _groups(area: Area) -> dict[int, dict[int, set[str]]]:
    """The groups (老弱小残孕) in each household of each grid."""
    codes = below(area.code)
    rows = PersonLabel.objects.filter(
        person__area_id__gte=codes.start,
        person__area_id__lt=codes.stop,
        person__status__in=HERE,
        person__hidden="",
        person__household__until=None,
        until=None,
        label__must_visit__gt="",
        label__sensitive=False,
    ).exclude(person__household=None)
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for grid, home, group in rows.order_by().values_list(
        "person__area_id", "person__household_id", "label__must_visit"
    ):
        found[grid][home or 0].add(group)
    return found


def _limits(code: int) -> dict[str, int]:
    days = {group: int(setting(key, code)) for group, key in rules.GROUPS.items()}
    return {**days, "": int(setting(rules.EVERYBODY, code))}


def _asked(homes: int, limits: Mapping[str, int], groups: Mapping[int, set[str]]) -> float:
    often: Counter[int] = Counter()
    for named in groups.values():
        often[_shortest(named, limits)] += 1
    often[_shortest((), limits)] += max(homes - len(groups), 0)
    return sum(many * MONTH / days for days, many in often.items() if days)


def _shortest(groups: "set[str] | tuple[()]", limits: Mapping[str, int]) -> int:
    """The days between two calls; 0 where no rule asks for any."""
    known = [limits[group] for group in ("", *groups) if limits.get(group)]
    return min(known, default=0)
