"""What the columns of a form mean: a field of the ledger, a counted figure, or nothing we may give."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from wangge.dictionary.shape import Field, Sensitivity
from wangge.exchange.lines import plain
from wangge.exchange.mappings import Certainty, guess
from wangge.exchange.tables import Column as Heading
from wangge.filings.layouts.shape import Spot
from wangge.filings.rules.conditions import EVERYBODY, condition_of, whether
from wangge.filings.rules.figures import WORDS, Figure
from wangge.filings.rules.forbidden import ban_of


class Source(StrEnum):
    """Where a column's cells come from."""

    FIELD = "field"
    COUNTED = "counted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Of(StrEnum):
    """Whose fact is asked: the line's own person, the household's head, or each member."""

    SELF = "self"
    HEAD = "head"
    MEMBER = "member"


class Kind(StrEnum):
    """What a line of the form is."""

    PERSON = "person"
    HOUSEHOLD = "household"
    SUMMARY = "summary"

    @property
    def label(self) -> str:
        return {"person": "一人一行", "household": "一户一行", "summary": "一个单位一行（汇总）"}[
            self
        ]


REMEMBERED, CHOSEN = "remembered", "chosen"
CERTAINTIES = {
    **{certainty.value: certainty.label for certainty in Certainty},
    REMEMBERED: "上次选定",
    CHOSEN: "人工选定",
}


@dataclass(frozen=True)
class Column:
    """A column of a form with its meaning.

    `key` is a field or a figure, `arg` a condition or constant text; `must` says that a missing
    fact is collected; `need` is why a sensitive column is needed, `reason` why it stays empty.
    """

    index: int
    parts: tuple[str, ...]
    source: Source = Source.UNKNOWN
    key: str = ""
    of: Of = Of.SELF
    arg: str = ""
    certainty: str = ""
    must: bool = False
    need: str = ""
    reason: str = ""

    @property
    def heading(self) -> str:
        return " / ".join(self.parts)

    @property
    def is_known(self) -> bool:
        return self.source in {Source.FIELD, Source.COUNTED}

    def as_json(self) -> dict[str, Any]:
        """The column as the form register keeps it."""
        return asdict(self) | {"parts": list(self.parts)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Column":
        """The column kept by `as_json`."""
        return cls(
            **{
                **kept,
                "parts": tuple(kept["parts"]),
                "source": Source(kept["source"]),
                "of": Of(kept["of"]),
            }
        )


class Everything:
    """Any field may stand in several columns of a superior's form."""

    def __contains__(self, key: object) -> bool:
        return True


Fields = Mapping[str, Field]
Synonyms = Mapping[str, str]
Memory = Mapping[str, Mapping[str, str]]
"""Normalised heading -> the meaning a person chose before."""

_MEMBERS = ("家庭成员", "成员", "家庭主要成员", "共同生活成员", "同住人员", "家庭情况")
_HEAD = "户主"
# Facts that most people have none of: an empty cell is an answer.
_OFTEN_NONE = frozenset({"former_name", "note", "labels", "household_number", "door", "unit"})
# Everybody has the facts of the sections these stand in.
_USUAL = ("name", "relation", "living_address")


def known_words(synonyms: Synonyms) -> dict[str, str]:
    """Headings by which a form's header is recognised."""
    return {**{word: figure.value for word, figure in WORDS.items()}, **synonyms}


def kind_of(spots: Sequence[Spot], synonyms: Synonyms) -> Kind:
    """What a line of the form probably is."""
    words = [plain(spot.parts[-1]) for spot in spots]
    if any(spot.parts[0] in _MEMBERS for spot in spots if len(spot.parts) > 1):
        return Kind.HOUSEHOLD
    named = {synonyms.get(word) for word in words}
    if "name" in named or "id_number" in named:
        return Kind.PERSON
    if "head_name" in named:
        return Kind.HOUSEHOLD
    return Kind.SUMMARY if sum(bool(condition_of(word)) for word in words) > 1 else Kind.PERSON


def match(
    spots: Sequence[Spot], kind: Kind, fields: Fields, synonyms: Synonyms, memory: Memory
) -> list[Column]:
    """A meaning for each column, as far as one is known."""
    starred = any(spot.is_starred for spot in spots)
    found = []
    for spot in spots:
        column = _meaning(spot, kind, fields, synonyms, memory)
        if column.source is Source.FIELD and column.key not in fields:
            column = Column(spot.index, spot.parts)
        must = spot.is_starred if starred else _is_wanted(column, fields)
        found.append(settle(replace(column, must=must), fields))
    return found


def _is_wanted(column: Column, fields: Fields) -> bool:
    field = fields.get(column.key) if column.source is Source.FIELD else None
    if field is None or field.elsewhere or column.key in _OFTEN_NONE:
        return False
    usual = {fields[key].section for key in _USUAL if key in fields}
    return field.required or field.section in usual


def _meaning(spot: Spot, kind: Kind, fields: Fields, synonyms: Synonyms, memory: Memory) -> Column:
    plainly = Column(spot.index, spot.parts)
    ban = ban_of(spot.heading)
    if ban and not ban.lifted:
        return plainly
    of, parts = _owner(spot.parts, kind)
    word = plain("".join(parts))
    if kept := memory.get(spot.word):
        return replace(
            plainly,
            source=Source(kept["source"]),
            key=kept["key"],
            of=Of(kept["of"]),
            arg=kept["arg"],
            certainty=REMEMBERED,
        )
    if kind is Kind.SUMMARY:
        return _summed(plainly, parts, word)
    figure = WORDS.get(plain(parts[-1]) if _is_own(parts) else word)
    exact = fields.get(synonyms.get(word, ""))
    if figure and (exact is None or exact.elsewhere):
        return replace(plainly, source=Source.COUNTED, key=figure, of=of, certainty=Certainty.SURE)
    if exact is None and (condition := whether(parts[-1])):
        return replace(
            plainly,
            source=Source.COUNTED,
            key=Figure.WHETHER,
            of=of,
            arg=condition,
            certainty=Certainty.SURE,
        )
    guessed = guess([Heading(0, parts)], synonyms, Everything()).get(0)
    if guessed is None:
        return replace(plainly, of=of)
    return replace(
        plainly, source=Source.FIELD, key=guessed.field, of=of, certainty=guessed.certainty
    )


def _summed(column: Column, parts: tuple[str, ...], word: str) -> Column:
    if condition := (condition_of(parts[-1]) or condition_of(word)):
        sure = condition != EVERYBODY or len(parts) == 1
        return replace(
            column,
            source=Source.COUNTED,
            key=Figure.COUNT,
            arg=condition,
            certainty=Certainty.SURE if sure else Certainty.LIKELY,
        )
    if figure := WORDS.get(word):
        return replace(column, source=Source.COUNTED, key=figure, certainty=Certainty.SURE)
    return column


def _is_own(parts: tuple[str, ...]) -> bool:
    """Whether the upper heading only gathers the line's own particulars: 基本情况 / 年龄."""
    return len(parts) == 1 or plain(parts[0]).endswith(("情况", "信息", "资料", "本人"))


def _owner(parts: tuple[str, ...], kind: Kind) -> tuple[Of, tuple[str, ...]]:
    """Whose fact a heading asks for, and the heading without those words."""
    usual = Of.HEAD if kind is Kind.HOUSEHOLD else Of.SELF
    if len(parts) == 1 and "/" in parts[0]:
        first, _, rest = parts[0].partition("/")
        if first in _MEMBERS and rest:
            parts = (first, rest)
    if len(parts) > 1 and plain(parts[0]) in _MEMBERS:
        return (Of.MEMBER if kind is Kind.HOUSEHOLD else Of.SELF), parts[1:]
    text = "".join(parts[-1].split())
    if text.startswith(_HEAD) and len(text) > len(_HEAD):
        return Of.HEAD, (text.removeprefix(_HEAD).removeprefix("的"),)
    return usual, parts


def settle(column: Column, fields: Fields) -> Column:
    """The column as it may be filled: what nobody may collect stays empty, with the reason."""
    ban = ban_of(column.heading)
    if ban and not (ban.lifted and column.need):
        return replace(column, source=Source.REFUSED, must=False, reason=ban.reason)
    field = fields.get(column.key) if column.source is Source.FIELD else None
    if field and (reason := _withheld(field)):
        return replace(column, source=Source.REFUSED, must=False, reason=reason)
    if field and field.sensitivity is Sensitivity.SENSITIVE and not column.need:
        return replace(column, must=False, reason=_NEED)
    return replace(column, reason="")


_NEED = "敏感个人信息：没有写明为什么必须要，导出时留空"


def _withheld(field: Field) -> str:
    ban = ban_of(field.label)
    return ban.reason if ban and not ban.lifted else ""


def is_withheld(column: Column, fields: Fields) -> bool:
    """Whether a known field is left empty for want of a stated need."""
    field = fields.get(column.key) if column.source is Source.FIELD else None
    return bool(field and field.sensitivity is Sensitivity.SENSITIVE and not column.need)


def known(columns: Sequence[Column]) -> int:
    """How many columns the ledger can fill."""
    return sum(column.is_known for column in columns)
