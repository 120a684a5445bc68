"""Reading cells whose value comes from a code list: the list's word, its code or another word."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from wangge.dictionary import codes
from wangge.dictionary.fields import FIELDS
from wangge.dictionary.shape import Field, Subject, Type
from wangge.exchange.findings import Kind
from wangge.exchange.sheets import Cell
from wangge.people.parsing import kinds
from wangge.people.parsing.texts import NARROW, NOTHING, Note, Notes, Text, show, unguard

_SEPARATORS = "；;、,，/|\n+"
_LONGEST_LABEL = 30


class ChoiceReader:
    """Reads one code list; cells are few and come again, so every answer is kept."""

    def __init__(
        self,
        table: Mapping[str, str],
        words: Mapping[str, str],
        synonym: Kind,
        unknown: Kind,
        usual: Collection[str] = (),
    ) -> None:
        self._table = table
        self._known = {label: code for code, label in table.items()}
        self._words = dict(words)
        self._synonym = synonym
        self._unknown = unknown
        self._usual = frozenset(usual)
        self._answers: dict[Cell, Text] = {}

    def __call__(self, raw: Cell) -> Text:
        answer = self._answers.get(raw)
        if answer is None:
            answer = self._read(raw)
            if len(self._answers) < 4096:  # noqa: PLR2004 -- a column of prose must not fill memory
                self._answers[raw] = answer
        return answer

    def _read(self, raw: Cell) -> Text:
        text = show(raw)
        if text in self._known:
            return Text(self._known[text])
        word = "".join(unguard(text.translate(NARROW)).split()).strip("()").lower()
        code = (
            self._known.get(word) or self._words.get(word) or (word if word in self._table else "")
        )
        if code:
            label = self._table[code]
            return Text(
                code, () if label == text or text in self._usual else ((self._synonym, label),)
            )
        if word in NOTHING:
            return Text("", ((kinds.UNKNOWN_TEXT, ""),) if word else ())
        return Text("", ((self._unknown, ""),))


read_sex = ChoiceReader(codes.SEXES, codes.SEX_WORDS, kinds.SEX_NOTATION, kinds.SEX_UNKNOWN)
read_relation = ChoiceReader(
    {code: label for code, label in codes.RELATIONS.items() if code != "01"},
    codes.RELATION_WORDS,
    kinds.RELATION_SYNONYM,
    kinds.RELATION_UNKNOWN,
    usual=[word for words in codes.BOTH_SEXES.values() for word in words],
)


_SPECIAL: Mapping[str, ChoiceReader] = {
    "sex": read_sex,
    "relation": read_relation,
    "residence": ChoiceReader(
        codes.RESIDENCES,
        codes.RESIDENCE_WORDS,
        kinds.CODE_SYNONYM,
        kinds.CODE_UNKNOWN,
        usual=("人户分离", "人户分离人口", "空挂户"),
    ),
}


def choice_reader(field: Field) -> ChoiceReader:
    """The reader of a field's code list; those whose words are kept anew for each area too."""
    special = _SPECIAL.get(field.key)
    if special is not None:
        return special
    listed = field.codes or {}
    words = getattr(listed, "words", {})
    return ChoiceReader(listed, words, kinds.CODE_SYNONYM, kinds.CODE_UNKNOWN)


CODE_READERS: Mapping[str, ChoiceReader] = {
    field.key: choice_reader(field)
    for field in FIELDS
    if field.subject is Subject.PERSON and field.type is Type.CODE
}


class Labels(NamedTuple):
    """Names of person labels."""

    names: tuple[str, ...] = ()
    notes: Notes = ()


@lru_cache(4096)
def read_labels(raw: Cell) -> Labels:
    """The labels in a cell: 低保；残疾 are two."""
    text = unguard(show(raw).translate(NARROW))
    for separator in _SEPARATORS:
        text = text.replace(separator, " ")
    notes: list[Note] = []
    names: list[str] = []
    for word in text.split():
        if word.lower() in NOTHING:
            continue
        name = codes.LABELS.get(codes.LABEL_WORDS.get(word, ""), "")
        if word in codes.LABELS.values():
            names.append(word)
        elif name:
            names.append(name)
            notes.append((kinds.LABEL_SYNONYM, name))
        else:
            notes.append((kinds.LABEL_UNKNOWN, word[:_LONGEST_LABEL]))
    return Labels(tuple(dict.fromkeys(names)), tuple(notes))
