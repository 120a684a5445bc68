"""The field dictionary: every field of the ledger declared once.

Who owns a field, why it is kept, how sensitive it is, how long it stays, how it is masked and
which headings mean it: forms, importer, exporter, masking and completeness read it from here.
"""

from collections.abc import Iterable, Mapping

from wangge.dictionary.sections import basic, care, family, home, premises, staying, working
from wangge.dictionary.shape import Field, Section, Subject
from wangge.exchange.lines import plain

FIELDS: tuple[Field, ...] = tuple(
    sorted(
        (
            *basic.FIELDS,
            *family.FIELDS,
            *home.FIELDS,
            *care.FIELDS,
            *working.FIELDS,
            *staying.FIELDS,
            *premises.FIELDS,
        ),
        key=lambda field: list(Section).index(field.section),
    )
)

BY_KEY: Mapping[str, Field] = {field.key: field for field in FIELDS}


def synonyms_of(fields: Iterable[Field]) -> dict[str, str]:
    """Normalised heading -> field key."""
    return {plain(word): field.key for field in fields for word in (field.label, *field.synonyms)}


SYNONYMS: Mapping[str, str] = synonyms_of(f for f in FIELDS if f.subject is Subject.PERSON)
"""The headings of a roster of people."""

REPEATABLE = frozenset(field.key for field in FIELDS if field.repeatable)

_UNNEEDED = (
    "序号 编号 年龄 操作单位 操作人 操作时间 核签时间 核实时间 登记时间 登记日期 填报设备 照片 "
    "错误信息 问题说明 人员编号"
)
UNNEEDED: frozenset[str] = frozenset(plain(word) for word in _UNNEEDED.split())
"""Headings known to hold nothing the ledger keeps: counted, derived or somebody's bookkeeping."""
