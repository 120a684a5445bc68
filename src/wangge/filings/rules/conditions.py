"""Whom a counted column counts: a condition as text, e.g. `sex=2&age=15-49`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from wangge.dictionary import codes

EVERYBODY = "all"
HOUSEHOLDS = "households"
_AND = "&"
_AGE_FROM = re.compile(r"(\d{1,3})(?:周)?岁(?:及)?(?:以上|及以上)")
_AGE_UNDER = re.compile(r"(\d{1,3})(?:周)?岁(?:及)?以下")
_AGE_BAND = re.compile(r"(\d{1,3})(?:周?岁)?(?:-|—|–|~|至|到)(\d{1,3})周?岁")


@dataclass(frozen=True)
class Counted:
    """What a condition asks about one person."""

    sex: str = ""
    age: int | None = None
    residence: str = ""
    labels: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)


def clauses(condition: str) -> tuple[tuple[str, str], ...]:
    """The parts of a condition: (key, value)."""
    parts = (part.partition("=") for part in condition.split(_AND) if part)
    return tuple((key, value) for key, _, value in parts)


def holds(condition: str, person: Counted) -> bool:
    """Whether a person is counted."""
    return all(_holds(key, value, person) for key, value in clauses(condition))


def _holds(key: str, value: str, person: Counted) -> bool:
    match key:
        case "all" | "households":
            return True
        case "sex":
            return person.sex == value
        case "residence":
            return person.residence == value
        case "label":
            return value in person.labels
        case "age":
            return _in_band(person.age, value)
        case _:
            return person.values.get(key, "") == value


def _in_band(age: int | None, band: str) -> bool:
    least, _, most = band.partition("-")
    if age is None:
        return False
    return (not least or age >= int(least)) and (not most or age <= int(most))


def keys(condition: str) -> frozenset[str]:
    """The dictionary keys a condition looks at, beyond sex, age, residence and labels."""
    known = {EVERYBODY, HOUSEHOLDS, "sex", "residence", "label", "age"}
    return frozenset(key for key, _ in clauses(condition)) - known


def _choices() -> dict[str, str]:
    found = {EVERYBODY: "总人数", HOUSEHOLDS: "户数"}
    found |= {f"sex={code}": word for code, word in codes.SEXES.items()}
    found |= {f"residence={code}": f"{word}人口" for code, word in codes.RESIDENCES.items()}
    bands = (0, 3, 6, 16, 18, 60, 65, 80)
    found |= {f"age={low}-{high - 1}": f"{low}–{high - 1} 岁" for low, high in pairwise(bands)}
    found |= {f"age={low}-": f"{low} 岁及以上" for low in (16, 18, 60, 65, 80, 100)}
    found["sex=2&age=15-49"] = "育龄妇女（15–49 岁）"
    found |= {f"apart={code}": word for code, word in codes.APART.items()}
    found |= {f"marital={code}": word for code, word in codes.MARITAL.items()}
    found |= {f"political={code}": word for code, word in codes.POLITICAL.items()}
    found |= {f"education={code}": word for code, word in codes.EDUCATION.items()}
    found |= {
        f"label={name}": name
        for name in codes.LABELS.values()
        if name not in codes.SENSITIVE_LABELS
    }
    return found


CHOICES: Mapping[str, str] = _choices()
"""Conditions offered by name; others can be written by their parts."""

_ASKED = re.compile("^是否(?:已|为|是|属于|属|纳入|享受)?")

_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("总数", "合计", "总人数", "总人口", "人数", "人口数", "实有人口", "常住人口数"), EVERYBODY),
    **dict.fromkeys(("户数", "总户数", "家庭户数"), HOUSEHOLDS),
    **dict.fromkeys(("男", "男性", "男性人数"), "sex=1"),
    **dict.fromkeys(("女", "女性", "女性人数"), "sex=2"),
    **dict.fromkeys(("育龄妇女数", "育龄妇女"), "sex=2&age=15-49"),
    **dict.fromkeys(("常口", "户籍人口", "户籍人数"), "residence=registered"),
    **dict.fromkeys(("流口", "流动人口", "暂住人口", "流动人口数"), "residence=floating"),
    **dict.fromkeys(("寄口", "寄住人口"), "residence=lodging"),
    **dict.fromkeys(("境外人员", "境外人口", "境外"), "residence=overseas"),
    **dict.fromkeys(("人户分离", "人户分离人数"), "apart=apart"),
    **dict.fromkeys(("人户一致", "人户一致人数"), "apart=together"),
    **dict.fromkeys(("党员", "党员数", "中共党员"), "political=01"),
    **dict.fromkeys(("老年人", "老年人口", "老年人数"), "age=60-"),
    **dict.fromkeys(("未成年人", "未成年人数"), "age=0-17"),
}  # fmt: skip


def label_of(condition: str) -> str:
    """The condition in words."""
    if condition in CHOICES:
        return CHOICES[condition]
    words = []
    for key, value in clauses(condition):
        part = f"{key}={value}"
        if key == "age":
            low, _, high = value.partition("-")
            words.append(f"{low}–{high} 岁" if high else f"{low} 岁及以上")
        else:
            words.append(CHOICES.get(part, part))
    return "，".join(words)


def condition_of(word: str) -> str:
    """The condition a heading of a statistics form means; empty where it means none."""
    text = "".join(word.split()).strip("*:：（()）").removesuffix("（人）").removesuffix("(人)")
    if text in _WORDS:
        return _WORDS[text]
    bare = text.removesuffix("人数").removesuffix("数")
    label = codes.LABEL_WORDS.get(bare, "")
    name = codes.LABELS.get(label, bare if bare in codes.LABELS.values() else "")
    if name and name not in codes.SENSITIVE_LABELS:
        return f"label={name}"
    return _age_of(text)


def whether(word: str) -> str:
    """The condition that a yes-or-no heading asks about: 是否低保户 -> label=低保."""
    text = "".join(word.split()).strip("*:：□")
    rest = _ASKED.sub("", text)
    return condition_of(rest) if rest != text and rest else ""


def _age_of(text: str) -> str:
    if band := _AGE_BAND.search(text):
        return f"age={int(band[1])}-{int(band[2])}"
    if least := _AGE_FROM.search(text):
        return f"age={int(least[1])}-"
    if most := _AGE_UNDER.search(text):
        return f"age=0-{int(most[1])}"
    return ""
