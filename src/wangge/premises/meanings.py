"""What the headings of a ledger of units mean: as confirmed, else as guessed by the dictionary."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wangge.dictionary.queries import Dictionary
from wangge.dictionary.shape import Field as Declared
from wangge.dictionary.shape import Section, Subject
from wangge.exchange.lines import plain
from wangge.exchange.mappings import Certainty, Match, guess
from wangge.exchange.tables import Table
from wangge.premises.cells import fields

_EXTRA = {
    "联系电话": "legal_phone", "电话": "legal_phone", "手机": "legal_phone", "手机号": "legal_phone",
    "经营者": "legal_person", "经营者姓名": "legal_person", "法人": "legal_person",
    "法人姓名": "legal_person", "法人电话": "legal_phone", "所属网格": "grid_name",
    "网格": "grid_name", "网格名称": "grid_name", "网格编码": "grid_code", "网格代码": "grid_code",
    "单位地点": "premises_address", "详细地址": "premises_address", "店名": "premises_name",
    "字号名称": "premises_name", "字号": "premises_name", "从业人员数": "staff_count",
    "营业执照": "licence_number",
}  # fmt: skip


@dataclass(frozen=True)
class Meanings:
    """The dictionary of an area, and the matchings of headings that users confirmed."""

    dictionary: Dictionary
    confirmed: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    @property
    def synonyms(self) -> dict[str, str]:
        return self.dictionary.synonyms_for(Subject.PREMISES) | _EXTRA

    def of(self, table: Table) -> dict[int, Match]:
        """Column index -> its field."""
        guessed = self._guessed(table)
        confirmed = self.confirmed.get(table.signature)
        if confirmed is None:
            return guessed
        known = {column.index for column in table.columns}
        keys = {declared.key for declared in fields(self.dictionary)}
        return {
            index: guessed[index]
            if index in guessed and guessed[index].field == key
            else Match(key, Certainty.SURE)
            for index, key in confirmed.items()
            if index in known and key in keys
        }

    def _guessed(self, table: Table) -> dict[int, Match]:
        synonyms = self.synonyms
        found = guess(table.columns, synonyms)
        # Of somebody else's particulars the guess is wary; here they are the unit's own.
        taken = {match.field for match in found.values()}
        for column in table.columns:
            key = synonyms.get(plain("".join(column.parts)))
            if key and key not in taken and column.index not in found:
                found[column.index] = Match(key, Certainty.SURE)
                taken.add(key)
        return dict(sorted(found.items()))


def choices(dictionary: Dictionary) -> dict[Section, tuple[Declared, ...]]:
    """What a column of a ledger of units can mean, by section."""
    found: dict[Section, list[Declared]] = {}
    for declared in fields(dictionary):
        found.setdefault(declared.section, []).append(declared)
    return {section: tuple(held) for section, held in found.items()}
