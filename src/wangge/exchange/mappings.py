"""Guess what the columns of a table mean; the user confirms or changes the guess."""

import re
from collections.abc import Container, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from wangge.exchange.lines import plain
from wangge.exchange.tables import Column


class Certainty(StrEnum):
    """How sure a guessed meaning is; everything below SURE wants a person's look."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        return {"sure": "确定", "likely": "很可能", "unsure": "请核对"}[self.value]


class Match(NamedTuple):
    """The field a column is thought to hold."""

    field: str
    certainty: Certainty


_SHORTEST = 3
_SPARE = 4
# Headings of somebody else's particulars: 监护人姓名 is not the person's own name.
_OTHERS = re.compile(
    "监护|联系人|帮扶|产权|网格|家属|紧急|负责人|责任人|操作|法人|法定|配偶姓|子女|承租|房主|"
    "业主|主要成员|代表|稳控|经办|登记人|采集|填|共有|使用人|护理|赡抚|当事|来访|呼叫"
)


def guess(
    columns: Sequence[Column], synonyms: Mapping[str, str], repeatable: Container[str] = ()
) -> dict[int, Match]:
    """Column index -> its likely field; columns nothing is known about are left out.

    A field is given to one column only, the surest, unless it is `repeatable`.
    """
    found = {c.index: match for c in columns if (match := _match(c, synonyms))}
    sureness = list(Certainty)
    ranks = {word: rank for rank, word in enumerate(synonyms)}
    words = {column.index: plain("".join(column.parts)) for column in columns}

    def order_of(index: int) -> tuple[int, int, int]:
        # Of two columns that mean the same, the word that stands first in the dictionary.
        rank = ranks.get(words[index], len(ranks))
        return sureness.index(found[index].certainty), rank, index

    order = sorted(found, key=order_of)
    taken: set[str] = set()
    mapping: dict[int, Match] = {}
    for index in order:
        match = found[index]
        if match.field in taken and match.field not in repeatable:
            continue
        taken.add(match.field)
        mapping[index] = match
    return dict(sorted(mapping.items()))


def _match(column: Column, synonyms: Mapping[str, str]) -> Match | None:
    whole = plain("".join(column.parts))
    if whole in synonyms:
        return Match(synonyms[whole], Certainty.SURE)
    parts = [plain(part) for part in column.parts]
    if not parts or (len(parts) > 1 and _OTHERS.search(parts[0])):
        return None
    for part in reversed(parts):
        if part in synonyms:
            return Match(synonyms[part], Certainty.LIKELY)
    return _contained(parts[-1], synonyms)


def _contained(text: str, synonyms: Mapping[str, str]) -> Match | None:
    if _OTHERS.search(text) or text.startswith("户主"):
        return None
    within = [
        word
        for word in synonyms
        if len(word) >= _SHORTEST and word in text and len(text) <= len(word) + _SPARE
    ]
    if not within:
        return None
    return Match(synonyms[max(within, key=len)], Certainty.UNSURE)
